package dev.noyau.cli.course;

import dev.noyau.Noyau;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.analysis.Summary;
import dev.noyau.graph.Parameters;
import dev.noyau.mnist.Mnist;
import dev.noyau.model.Model;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Numbers and figures of the chapters in which something is learned.
final class LearningFacts {
    private final Language l;
    private final Map<String, Object> facts;
    private final Learned learned;

    LearningFacts(Language language, Map<String, Object> facts, Learned learned) {
        l = language;
        this.facts = facts;
        this.learned = learned;
    }

    void add(PatchByPatch patches) throws IOException {
        ingredients();
        perceptron();
        digits();
        canvas();
        patches(patches);
        pixels();
    }

    private void ingredients() throws IOException {
        facts.put("trainImages", l.number(Mnist.train().size()));
        facts.put("testImages", l.number(Mnist.test().size()));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("digitsFigure", images(4, range(12), Picture::digit, i -> ""));
    }

    private static List<Integer> range(int n) {
        return java.util.stream.IntStream.range(0, n).boxed().toList();
    }

    private static String images(
            int scale,
            List<Integer> which,
            java.util.function.IntFunction<Picture> picture,
            java.util.function.IntFunction<String> title)
            throws IOException {
        return Figures.figure("images", "", json -> {
            json.put("scale", scale);
            json.list("items", list -> {
                for (int i : which) {
                    list.addObject(o -> {
                        Figures.image(o, picture.apply(i));
                        o.put("title", title.apply(i));
                    });
                }
            });
        });
    }

    /// Two inputs, two hidden units, one output; half the squared error; every number.
    private void perceptron() throws IOException {
        Network n = Network.of(Shape.of(2), Sequential.of(Linear.of(2), new Relu(), Linear.of(1)));
        Parameters p = n.initialParameters(0);
        p.set("0.weight", Tensor.of(Shape.of(2, 2), 0.5f, -0.25f, 0.75f, 1f));
        p.set("0.bias", Tensor.of(Shape.of(2), 0.25f, -0.5f));
        p.set("2.weight", Tensor.of(Shape.of(1, 2), 1.5f, -1f));
        p.set("2.bias", Tensor.of(Shape.of(1), 0.5f));
        Tensor x = Tensor.of(Shape.of(2), 1, 2);
        float target = 1;
        double rate = 0.1;
        ReferenceBackend reference = new ReferenceBackend();
        Map<String, Tensor> values = Runs.layers(n, p, x, reference);
        float y = value(values, "2").data()[0];
        float error = y - target;
        Parameters g = Runs.gradients(n, p, x, Tensor.of(Shape.of(1), error), reference);
        Parameters after = p.copy();
        for (int i = 0; i < after.slab().length; i++) {
            after.slab()[i] -= (float) rate * g.slab()[i];
        }
        float better = value(Runs.layers(n, after, x, reference), "2").data()[0];
        List<String> steps = List.of(
                "x = " + vector(x),
                "W₁ = " + matrix(p.get("0.weight")) + ", b₁ = " + vector(p.get("0.bias")),
                "z = W₁x + b₁ = " + vector(value(values, "0")),
                "h = ReLU(z) = " + vector(value(values, "1")),
                "W₂ = " + matrix(p.get("2.weight")) + ", b₂ = " + vector(p.get("2.bias")),
                "y = W₂h + b₂ = " + vector(value(values, "2")),
                l.say("target", "cible") + " t = " + l.number(target, 2) + ", L = ½(y − t)² = "
                        + l.number(error * error / 2, 4),
                "∂L/∂y = y − t = " + l.number(error, 4),
                "∂L/∂W₂ = " + matrix(g.get("2.weight")) + ", ∂L/∂b₂ = " + vector(g.get("2.bias")),
                "∂L/∂W₁ = " + matrix(g.get("0.weight")) + ", ∂L/∂b₁ = " + vector(g.get("0.bias")),
                l.say("a step of gradient descent of rate ", "un pas de descente de gradient, de pas ")
                        + l.number(rate, 2)
                        + l.say(": now y = ", " : maintenant y = ") + l.number(better, 4) + ", L = "
                        + l.number((better - target) * (better - target) / 2, 4));
        facts.put(
                "perceptronFigure",
                Figures.figure(
                        "steps",
                        l.say(
                                "Forward, then backward; one line with each click.",
                                "Propagation avant, puis arrière ; une ligne par clic."),
                        json -> {
                            json.object(
                                    "labels",
                                    o -> o.put("next", l.say("next", "suivant")).put("all", l.say("all", "tout")));
                            json.list("steps", list -> {
                                for (String s : steps) {
                                    list.add(s);
                                }
                            });
                        }));
        facts.put("deadAnswer", l.number(g.get("0.weight").data()[0], 4));
    }

    private static Tensor value(Map<String, Tensor> values, String path) {
        return java.util.Objects.requireNonNull(values.get(path));
    }

    private String vector(Tensor t) {
        List<String> numbers = new ArrayList<>();
        for (float f : t.data()) {
            numbers.add(l.number(f, 4));
        }
        return "(" + String.join("; ", numbers) + ")";
    }

    private String matrix(Tensor t) {
        List<String> rows = new ArrayList<>();
        int width = t.shape().dim(1);
        for (int r = 0; r < t.shape().dim(0); r++) {
            rows.add(vector(
                    Tensor.of(Shape.of(width), java.util.Arrays.copyOfRange(t.data(), r * width, (r + 1) * width))));
        }
        return "[" + String.join(" ", rows) + "]";
    }

    private void digits() throws IOException {
        Model m = learned.model();
        Summary s = Summary.of(m);
        StringBuilder rows = new StringBuilder();
        for (Summary.Layer layer : s.layers()) {
            rows.append(AnalysisPage.row(
                    layer.kind(), layer.output().pretty(), l.number(layer.parameters()), l.number(layer.macs())));
        }
        facts.put("cnnRows", rows.toString());
        facts.put("cnnParameters", l.number(s.parameters()));
        facts.put(
                "tinyParameters",
                l.number(Summary.of(Zoo.get("course-tiny", Shape.of(1, 28, 28), 10))
                        .parameters()));
        facts.put(
                "mlpParameters",
                l.number(Summary.of(Zoo.get("mlp", Shape.of(1, 28, 28), 10)).parameters()));
        facts.put("accuracy", l.percent(learned.accuracy()));
        facts.put("tested", l.number(learned.tested()));
        facts.put("seen", l.number(learned.images()));
        facts.put("steps", learned.losses().size());
        facts.put("trainSeconds", l.number(learned.seconds(), 1));
        List<double[]> points = new ArrayList<>();
        double mean = learned.losses().getFirst();
        for (int i = 0; i < learned.losses().size(); i++) {
            mean = 0.9 * mean + 0.1 * learned.losses().get(i);
            points.add(new double[] {i + 1.0, mean});
        }
        facts.put(
                "lossFigure",
                Figures.curve(
                        l.say("step", "pas"),
                        l.say("loss", "coût"),
                        List.of(new Figures.Series(l.say("loss", "coût"), points)),
                        l.say(
                                "The loss while this page was written, smoothed.",
                                "Le coût pendant l’écriture de cette page, lissé.")));
        float[] w = m.parameters().get("0.weight").data();
        facts.put(
                "filtersFigure",
                images(14, range(16), i -> Picture.stretched(3, 3, w, 9 * i), i -> Integer.toString(i + 1)));
        Tensor x = Tensor.wrap(Shape.of(1, 28, 28), Picture.digit(0).pixels());
        float[] maps =
                value(Runs.layers(m, m.parameters(), x, Noyau.backend()), "1").data();
        facts.put(
                "mapsFigure",
                images(5, range(16), i -> Picture.stretched(14, 14, maps, 196 * i), i -> Integer.toString(i + 1)));
    }

    private void canvas() throws IOException {
        Model m = learned.model();
        int h = 84;
        int w = 168;
        Picture image = Picture.digits(h, w);
        Tensor scores = m.predict(Tensor.wrap(Shape.of(1, h, w), image.pixels()));
        ReceptiveField.Axis a = ReceptiveField.of(m).last().axes().getFirst();
        int rows = scores.shape().dim(1);
        int columns = scores.shape().dim(2);
        facts.put("canvas", Shape.of(1, h, w).pretty());
        facts.put("canvasOutput", scores.shape().pretty());
        facts.put("cnnField", a.size());
        facts.put("cnnStride", l.number(a.stride(), 0));
        facts.put(
                "canvasFigure",
                Figures.figure(
                        "scores",
                        l.say(
                                "At the centre of each patch the most likely digit; pale where the network is not sure.",
                                "Au centre de chaque patch le chiffre le plus probable ; pâle si le réseau hésite."),
                        json -> {
                            json.object("image", o -> Figures.image(o, image));
                            json.list("places", list -> {
                                for (int i = 0; i < rows * columns; i++) {
                                    double[] best = best(scores, i / columns, i % columns);
                                    double y = i / columns * a.stride() - a.padding() + (a.size() - 1) / 2.0;
                                    double x = i % columns * a.stride() - a.padding() + (a.size() - 1) / 2.0;
                                    list.addObject(o -> o.put("digit", (long) best[0])
                                            .put("sure", best[1], 4)
                                            .put("y", y)
                                            .put("x", x));
                                }
                            });
                        }));
    }

    /// The largest of the scores at a place, and its share after softmax.
    private static double[] best(Tensor scores, int row, int column) {
        int best = 0;
        double sum = 0;
        for (int k = 0; k < scores.shape().dim(0); k++) {
            best = scores.get(k, row, column) > scores.get(best, row, column) ? k : best;
        }
        for (int k = 0; k < scores.shape().dim(0); k++) {
            sum += Math.exp(scores.get(k, row, column) - scores.get(best, row, column));
        }
        return new double[] {best, 1 / sum};
    }

    private void patches(PatchByPatch p) {
        facts.put("patchSide", p.side());
        facts.put("patchOverlap", l.number(p.side() * p.side()));
        facts.put("patchImage", p.height() + "×" + p.width());
        facts.put("patchCount", l.number(p.patches()));
        facts.put("patchDifference", p.difference() == 0 ? "0" : l.number(p.difference(), 9));
        facts.put("patchMacs", l.number(p.patchMacs()));
        facts.put("wholeMacs", l.number(p.wholeMacs()));
        facts.put("macsSaved", l.number((double) p.patchMacs() / p.wholeMacs(), 1));
        facts.put("patchTime", l.number(1e3 * p.patchSeconds(), 1));
        facts.put("wholeTime", l.number(1e3 * p.wholeSeconds(), 1));
        facts.put("timeSaved", l.number(p.patchSeconds() / p.wholeSeconds(), 1));
        facts.put("patchChannels", p.channels());
    }

    private void pixels() throws IOException {
        Learned.Pixels with = learned.withSkips();
        Learned.Pixels without = learned.withoutSkips();
        facts.put("withSkips", l.percent(with.ink()));
        facts.put("withoutSkips", l.percent(without.ink()));
        List<Picture> shown = List.of(with.noisy(), with.truth(), without.found(), with.found());
        List<String> titles = List.of(
                l.say("input", "entrée"),
                l.say("truth", "vérité"),
                l.say("without skips", "sans raccourcis"),
                l.say("with skips", "avec raccourcis"));
        facts.put("inkFigure", images(5, range(4), shown::get, titles::get));
    }
}
