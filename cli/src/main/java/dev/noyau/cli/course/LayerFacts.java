package dev.noyau.cli.course;

import dev.noyau.Noyau;
import dev.noyau.analysis.AffineCost;
import dev.noyau.analysis.EffectiveField;
import dev.noyau.analysis.Equivariance;
import dev.noyau.analysis.FieldSearch;
import dev.noyau.analysis.InputSizes;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.analysis.Summary;
import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.cli.CourseNetworks;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Numbers and figures of the chapters on layers and on what they see: all computed, nothing trained.
final class LayerFacts {
    private static final Shape PHOTO = Shape.of(3, 480, 640);
    private static final float[] PICTURE = {
        0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1
    };
    private static final float[] FILTER = {1, 0, -1, 2, 0, -2, 1, 0, -1};
    static final int RATE = 16_000;

    private final Language l;
    private final Figures figures;
    private final Map<String, Object> facts;

    LayerFacts(Language language, Map<String, Object> facts) {
        l = language;
        figures = new Figures(language);
        this.facts = facts;
    }

    void add() throws IOException {
        fullyConnected();
        affine();
        convolution();
        parameters();
        fields();
        pyramids();
        sound();
    }

    private void fullyConnected() {
        AffineCost c = AffineCost.of(PHOTO, 3);
        facts.put("photo", PHOTO.pretty());
        facts.put("photoSize", l.number(PHOTO.size()));
        facts.put("fcWeights", l.number(c.general().weights()));
        facts.put("fcSize", size(c.general().size()));
        facts.put(
                "fcRounded",
                size(AffineCost.of(Shape.of(1, 1000, 1000), 3).general().size()));
        facts.put("convWeights", l.number(c.convolution().weights()));
        facts.put("convSize", size(c.convolution().size()));
        facts.put("fcBiases", l.number(c.general().biases()));
        facts.put("convBiases", l.number(c.convolution().biases()));
        facts.put("fcMacs", l.number(c.general().macs()));
        facts.put("convMacs", l.number(c.convolution().macs()));
        facts.put("macRatio", l.number(c.general().macs().divide(c.convolution().macs())));
        AffineCost digit = AffineCost.of(Shape.of(1, 28, 28), 3);
        facts.put("digitFcWeights", l.number(digit.general().weights()));
        facts.put("digitFcSize", size(digit.general().size()));
        facts.put("refusal", refusal());
    }

    /// What the library says to whoever wants to train such a layer.
    private static String refusal() {
        Network n = Network.of(PHOTO, Sequential.of(new Flatten(), Linear.of(PHOTO.intSize())));
        try {
            return "" + n.initialParameters(0).size();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// French counts in octets.
    private String size(String text) {
        return l == Language.EN
                ? text
                : text.replace('.', ',').replace("bytes", "octets").replaceAll("([kMGTPE])B", "$1o");
    }

    private void affine() throws IOException {
        ToeplitzMatrix m = ToeplitzMatrix.of(Window.of(1, 2), 1, 1, Shape.of(1, 4));
        facts.put("generalWeights", m.as(ToeplitzMatrix.Kind.GENERAL).weights());
        facts.put("localWeights", m.as(ToeplitzMatrix.Kind.LOCAL).weights());
        facts.put("sharedWeights", m.weights());
        facts.put(
                "matrixFigure",
                figures.matrix(
                        m,
                        l.say(
                                "Four inputs, three outputs, a filter of two. Equal colours are equal weights.",
                                "Quatre entrées, trois sorties, un filtre de taille deux. Même couleur, même poids.")));
        ToeplitzMatrix image = ToeplitzMatrix.of(Window.of(3).padding(1, 1, 1, 1), 1, 1, Shape.of(1, 4, 4));
        facts.put(
                "imageMatrixFigure",
                figures.matrix(
                        image,
                        l.say(
                                "A 3×3 filter with padding 1 on a 4×4 image, as a matrix of " + image.rows() + "×"
                                        + image.columns() + ".",
                                "Un filtre 3×3 avec un padding de 1 sur une image 4×4, en matrice " + image.rows() + "×"
                                        + image.columns() + ".")));
        Network n = CourseNetworks.get("stride1-4");
        Tensor x = Tensor.wrap(n.inputShape(), Picture.digits(64, 64).pixels());
        Equivariance.Layer e = Equivariance.of(n, n.initialParameters(0), x, 0, 3, new ReferenceBackend())
                .layers()
                .getLast();
        facts.put("inside", l.number(e.inside() / e.largest(), 6));
        facts.put("border", l.number(e.border() / e.largest(), 3));
        Network strided = CourseNetworks.get("stride2-2");
        Equivariance.Layer s = Equivariance.of(strided, strided.initialParameters(0), x, 0, 1, new ReferenceBackend())
                .layers()
                .getLast();
        facts.put("stridedInside", l.number(s.inside() / s.largest(), 3));
        facts.put("stridedShift", l.number(s.shift().get(1), 2));
    }

    private void convolution() throws IOException {
        facts.put("convolutionFigure", convolutionFigure());
        Network k = Network.of(Shape.of(3, 8, 8), Conv2d.of(6, 5));
        facts.put("filtersOutput", Summary.of(k).output().pretty());
        facts.put("filtersParameters", l.number(Summary.of(k).parameters()));
        Network one = Network.of(Shape.of(64, 32, 32), Conv2d.of(16, 1));
        facts.put("oneOutput", Summary.of(one).output().pretty());
        facts.put("oneParameters", l.number(Summary.of(one).parameters()));
    }

    private String convolutionFigure() throws IOException {
        List<int[]> variants = List.of(new int[] {0, 1}, new int[] {1, 1}, new int[] {1, 2});
        return Figures.figure(
                "convolution",
                l.say(
                        "The filter slides over the input; each output is the sum written below. The buttons choose padding and stride.",
                        "Le filtre glisse sur l’entrée ; chaque sortie est la somme écrite dessous. Les boutons choisissent padding et stride."),
                json -> {
                    json.object(
                            "labels",
                            o -> o.put("next", l.say("next", "suivant"))
                                    .put("back", l.say("back", "précédent"))
                                    .put("play", l.say("play", "animer")));
                    json.list("input", j -> rows(j, PICTURE, 6));
                    json.list("kernel", j -> rows(j, FILTER, 3));
                    json.list("variants", list -> {
                        for (int[] v : variants) {
                            Tensor y = convolved(v[0], v[1]);
                            list.addObject(o -> {
                                o.put(
                                        "title",
                                        "padding " + v[0] + ", stride " + v[1] + " → "
                                                + y.shape().dim(1) + "×"
                                                + y.shape().dim(2));
                                o.put("padding", v[0]).put("stride", v[1]);
                                o.list(
                                        "output",
                                        j -> rows(j, y.data(), y.shape().dim(2)));
                            });
                        }
                    });
                });
    }

    private static Tensor convolved(int padding, int stride) {
        Network n = Network.of(
                Shape.of(1, 6, 6),
                Conv2d.of(1, 3).padding(padding).stride(stride).noBias());
        Parameters p = n.initialParameters(0);
        p.set("weight", Tensor.of(Shape.of(1, 1, 3, 3), FILTER));
        Tensor y = new ReferenceBackend()
                .compile(n.graph(n.inputShape().prepend(1), dev.noyau.graph.Mode.INFERENCE))
                .call(p, n.initialState(), Map.of(GraphSource.INPUT, Tensor.of(Shape.of(1, 1, 6, 6), PICTURE)))
                .output(GraphSource.OUTPUT);
        return y.reshape(y.shape().dropFirst().dims());
    }

    private static void rows(dev.noyau.cli.Json json, float[] values, int width) throws IOException {
        for (int r = 0; r < values.length / width; r++) {
            int row = r;
            json.addList(line -> {
                for (int c = 0; c < width; c++) {
                    line.add((double) values[row * width + c]);
                }
            });
        }
    }

    private void parameters() {
        StringBuilder rows = new StringBuilder();
        for (int k : new int[] {1, 3, 5, 7}) {
            Conv2d c = Conv2d.of(16, k).same();
            Summary kept = Summary.of(Network.of(Shape.of(16, 32, 32), c));
            Summary halved = Summary.of(Network.of(Shape.of(16, 32, 32), c.stride(2)));
            rows.append(AnalysisPage.row(
                    k + "×" + k,
                    Integer.toString(c.window().top()),
                    kept.output().pretty(),
                    halved.output().pretty(),
                    l.number(kept.parameters()),
                    l.number(kept.macs())));
        }
        facts.put("kernelRows", rows.toString());
    }

    private void fields() throws IOException {
        Map<String, ReceptiveField> chains = new LinkedHashMap<>();
        for (String name : List.of("stride1-2", "stride1-4", "stride2-2", "stride2-4")) {
            facts.put(
                    name.replace("-", "x"),
                    ReceptiveField.of(CourseNetworks.get(name))
                            .last()
                            .axes()
                            .getFirst()
                            .size());
        }
        chains.put("stride 1", ReceptiveField.of(CourseNetworks.get("stride1-4")));
        chains.put("stride 2", ReceptiveField.of(CourseNetworks.get("stride2-4")));
        facts.put(
                "fieldCurve",
                figures.fields(
                        chains,
                        l.say(
                                "Receptive field after each 3×3 convolution.",
                                "Champ récepteur après chaque convolution 3×3.")));
        Network strided = CourseNetworks.get("stride2-4");
        facts.put(
                "fieldFigure",
                figures.network(
                        strided,
                        strided.inputShape(),
                        l.say(
                                "Four layers of stride 2: point at a layer, then at a pixel of its output.",
                                "Quatre couches de stride 2 : pointez une couche, puis un pixel de sa sortie.")));
        StringBuilder rows = new StringBuilder();
        for (FieldSearch.Candidate c : FieldSearch.of(PHOTO, 32, 31, Long.MAX_VALUE, 16)) {
            rows.append(AnalysisPage.row(
                    Integer.toString(c.depth()),
                    c.kernel() + "×" + c.kernel(),
                    Integer.toString(c.strided()),
                    Long.toString(c.field()),
                    c.output().pretty(),
                    l.number(c.macs())));
        }
        facts.put("searchRows", rows.toString());
        Network chain = CourseNetworks.get("stride1-4");
        EffectiveField e = EffectiveField.of(
                chain, chain.initialParameters(0), chain.inputShape(), "", List.of(32, 32), 32, Noyau.backend());
        facts.put("effectiveSide", e.side(0.5));
        facts.put("effectiveSigma", l.number(e.sigma(0), 2));
        facts.put(
                "effectiveFigure",
                figures.effective(
                        e,
                        List.of(0.5, 0.95),
                        l.say(
                                "How much each pixel of the field counts; the frames hold half of it, and 95%.",
                                "Combien compte chaque pixel du champ ; les cadres en contiennent la moitié, et 95 %.")));
    }

    private void pyramids() throws IOException {
        ReceptiveField.Axis unet = ReceptiveField.of(CourseNetworks.get("unet-valid"))
                .last()
                .axes()
                .getFirst();
        facts.put("unetSmall", unet.phases().getFirst().size());
        facts.put("unetLarge", unet.phases().getLast().size());
        facts.put("unetShare", l.percent(unet.phases().getLast().share()));
        Network decoder = CourseNetworks.get("decoder");
        Network pyramid = CourseNetworks.get("pyramid");
        facts.put(
                "decoderFigure",
                figures.network(
                        decoder,
                        decoder.inputShape(),
                        l.say("The decoder that only upsamples.", "Le décodeur qui ne fait que suréchantillonner.")));
        facts.put(
                "pyramidFigure",
                figures.network(
                        pyramid,
                        pyramid.inputShape(),
                        l.say(
                                "The same with skips, dashed: the fine descriptors come back in.",
                                "Le même avec des raccourcis, en tirets : les descripteurs fins reviennent.")));
        facts.put("multiple", InputSizes.rules(pyramid).getFirst().step());
        facts.put("padded", InputSizes.padded(pyramid, Shape.of(3, 70, 100)).pretty());
    }

    private void sound() throws IOException {
        int length = 200;
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = (float) (Math.sin(i / 9.0) + 0.35 * (2 * dev.noyau.graph.op.Random32.uniform(5, 0, 0, i) - 1));
        }
        int taps = 9;
        Network n = Network.of(Shape.of(1, length), Conv1d.of(1, taps).same().noBias());
        Parameters p = n.initialParameters(0);
        Arrays.fill(p.slab(), 1f / taps);
        float[] y = Runs.layers(n, p, Tensor.wrap(n.inputShape(), x), new ReferenceBackend())
                .lastEntry()
                .getValue()
                .data();
        facts.put(
                "soundFigure",
                Figures.curve(
                        l.say("time", "temps"),
                        l.say("value", "valeur"),
                        List.of(series(l.say("noisy", "bruité"), x), series(l.say("smoothed", "lissé"), y)),
                        l.say(
                                "One filter of " + taps + " equal weights over a noisy wave.",
                                "Un filtre de " + taps + " poids égaux sur une onde bruitée.")));
        Network second =
                Network.of(Shape.of(1, RATE), Conv1d.of(16, taps).stride(4).padding(taps / 2));
        facts.put("soundRate", l.number(RATE));
        facts.put("soundOutput", Summary.of(second).output().pretty());
        facts.put("soundParameters", l.number(Summary.of(second).parameters()));
        AffineCost.Cost connected = AffineCost.of(Shape.of(1, RATE), taps).general();
        facts.put("soundFc", l.number(connected.weights().add(connected.biases())));
    }

    private static Figures.Series series(String name, float[] y) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            points.add(new double[] {i, y[i]});
        }
        return new Figures.Series(name, points);
    }
}
