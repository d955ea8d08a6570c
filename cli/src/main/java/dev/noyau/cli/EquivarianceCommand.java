package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.analysis.Equivariance;
import dev.noyau.cli.course.AnalysisPage;
import dev.noyau.data.Targets;
import dev.noyau.graph.op.Random32;
import dev.noyau.mnist.Mnist;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/// `noyau equivariance`: does the network follow when its input moves?
final class EquivarianceCommand implements Command {
    @Override
    public String name() {
        return "equivariance";
    }

    @Override
    public String description() {
        return "move the input and see whether the layers follow";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Moves an image, runs the network on both and compares, layer by layer, what comes out for the",
                        "moved image with what came out before, moved. Away from the borders convolutions follow; a",
                        "stride or a pooling follows only moves by a multiple of it.")
                .argument("MODEL", true, Subject.model())
                .option("--input", "CxHxW", Subject.INPUT)
                .option("--shift", "ROWS,COLUMNS", "how far the image moves (default: 0,1)")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau equivariance course-pool --shift 0,2", "noyau equivariance stride1-4");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        Subject s = Subject.of(a);
        List<Integer> shift = Subject.position("--shift", a.text("--shift", "0,1"));
        if (shift.size() != 2) {
            throw new UsageException("--shift: expects rows and columns as 0,1, found '" + a.text("--shift") + "'");
        }
        Equivariance e = Equivariance.of(
                s.source(),
                s.source().initialParameters(0),
                image(s.input()),
                shift.get(0),
                shift.get(1),
                Noyau.backend());
        Html.write(a, console, f -> AnalysisPage.equivariance(s.name(), e, f));
        if (console.json()) {
            console.out().println(json(s, e));
            return Main.OK;
        }
        console.out()
                .println(s.name() + ", its input moved by " + e.rows() + " rows and " + e.columns()
                        + " columns\nlargest differences, in parts of the layer's largest value\n");
        int layer = e.layers().stream().mapToInt(l -> label(l).length()).max().orElse(0);
        console.out().println(Text.left("layer", layer) + "  should move by     inside  at the border");
        for (Equivariance.Layer l : e.layers()) {
            console.out()
                    .println((Text.left(label(l), layer)
                                    + Text.right(
                                            Text.plain(l.shift().get(0)) + ", "
                                                    + Text.plain(l.shift().get(1)),
                                            16)
                                    + Text.right(l.compared() == 0 ? "none" : part(l, l.inside()), 11)
                                    + Text.right(part(l, l.border()), 15)
                                    + (l.whole() ? "" : "  not a whole pixel"))
                            .stripTrailing());
        }
        return Main.OK;
    }

    private static String label(Equivariance.Layer l) {
        return l.path() + " " + l.kind();
    }

    private static String part(Equivariance.Layer l, double difference) {
        return l.largest() == 0 ? "0" : Text.fixed(difference / l.largest(), 6);
    }

    /// A digit where one fits, else random numbers.
    static Tensor image(Shape input) {
        float[] x = new float[input.intSize()];
        if (input.equals(Mnist.test().shape())) {
            Mnist.test()
                    .read(
                            0,
                            x,
                            0,
                            Targets.room(Mnist.test().targetType(), Mnist.test().targetShape()),
                            0);
        } else {
            for (int i = 0; i < x.length; i++) {
                x[i] = Random32.uniform(1, 0, 0, i);
            }
        }
        return Tensor.wrap(input, x);
    }

    private static String json(Subject s, Equivariance e) throws IOException {
        return Json.object(json -> {
            json.put("model", s.name());
            json.list("shift", l -> l.add(e.rows()).add(e.columns()));
            json.list("layers", list -> {
                for (Equivariance.Layer l : e.layers()) {
                    list.addObject(o -> o.put("path", l.path())
                            .put("kind", l.kind())
                            .list(
                                    "shift",
                                    two -> two.add(l.shift().get(0))
                                            .add(l.shift().get(1)))
                            .put("whole", l.whole())
                            .put("largest", l.largest())
                            .put("inside", l.inside())
                            .put("border", l.border())
                            .put("compared", l.compared()));
                }
            });
        });
    }
}
