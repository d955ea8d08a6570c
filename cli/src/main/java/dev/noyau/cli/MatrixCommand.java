package dev.noyau.cli;

import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.cli.course.AnalysisPage;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// `noyau matrix`: a convolution as the matrix that it is.
final class MatrixCommand implements Command {
    /// Columns of a matrix that is printed.
    private static final int WIDEST = 64;

    private static final int HIGHEST = 512;

    /// What a matrix without a model is described by.
    private static final List<String> WINDOW =
            List.of("--kernel", "--filters", "--stride", "--padding", "--dilation", "--groups");

    @Override
    public String name() {
        return "matrix";
    }

    @Override
    public String description() {
        return "show a convolution as a matrix";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Shows a convolution as the matrix that maps its input, written as one column of numbers, to its",
                        "output, each entry with the name of its weight: first as a general matrix, then connected to",
                        "neighbours only, then with shared weights. With a MODEL, the matrix of one of its layers.")
                .argument("MODEL", false, Subject.model())
                .option("--layer", "PATH", "the layer of the model")
                .option(
                        "--input",
                        "CxHxW",
                        "size of the input; CxL for one dimension (default: 1x4, with a kernel of 2)")
                .option("--kernel", "K", "size of the filters (default: 2)")
                .option("--filters", "K", "channels of the output (default: 1)")
                .option("--stride", "S", "(default: 1)")
                .option("--padding", "P", "zeros on each side (default: 0)")
                .option("--dilation", "D", "distance of neighbouring taps (default: 1)")
                .option("--groups", "G", "groups of channels (default: 1)")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau matrix", "noyau matrix --input 1x4x4 --kernel 3 --padding 1 --stride 2");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        boolean plain = a.positionals().isEmpty();
        if (plain && a.has("--layer")) {
            throw new UsageException("--layer: belongs to a MODEL, as noyau matrix course-cnn --layer 0");
        }
        for (String option : plain ? List.<String>of() : WINDOW) {
            if (a.has(option)) {
                throw new UsageException(option + ": the layer of a MODEL has its own; leave one of the two out");
            }
        }
        ToeplitzMatrix m = plain ? plain(a) : layer(a);
        if (!console.json() && (m.columns() > WIDEST || m.rows() > HIGHEST)) {
            throw new CommandException("the matrix has " + Text.grouped(m.rows()) + " rows and "
                    + Text.grouped(m.columns()) + " columns, too many to print; take a smaller input, or --json");
        }
        Html.write(a, console, f -> AnalysisPage.matrix(m, f));
        if (console.json()) {
            console.out().println(json(m));
            return Main.OK;
        }
        console.out()
                .println(
                        "input " + m.input().pretty() + ", output " + m.output().pretty());
        for (ToeplitzMatrix.Kind k : ToeplitzMatrix.Kind.values()) {
            ToeplitzMatrix step = m.as(k);
            console.out()
                    .println("\n" + title(k) + ": " + Text.grouped(step.weights()) + " weights, "
                            + Text.grouped(step.biases()) + (step.biases() == 1 ? " bias, " : " biases, ")
                            + Text.grouped(step.macs()) + " multiply-adds");
            console.out().print(step.toString().indent(2));
        }
        return Main.OK;
    }

    private static String title(ToeplitzMatrix.Kind k) {
        return switch (k) {
            case GENERAL -> "fully connected";
            case LOCAL -> "connected to neighbours";
            case SHARED -> "convolution";
        };
    }

    private static ToeplitzMatrix plain(Arguments a) {
        Shape input = Subject.shape("--input", a.text("--input", "1x4"));
        if (input.rank() < 2 || input.rank() > 3) {
            throw new UsageException(
                    "--input: expects a signal as 1x4 or an image as 1x4x4, found '" + a.text("--input") + "'");
        }
        int k = a.integer("--kernel", 2, 1);
        int s = a.integer("--stride", 1, 1);
        int p = a.integer("--padding", 0, 0);
        int d = a.integer("--dilation", 1, 1);
        Window w = input.rank() == 2
                ? Window.of(1, k).stride(1, s).padding(0, p, 0, p).dilation(1, d)
                : Window.of(k).stride(s, s).padding(p, p, p, p).dilation(d, d);
        return ToeplitzMatrix.of(w, a.integer("--groups", 1, 1), a.integer("--filters", 1, 1), input);
    }

    private static ToeplitzMatrix layer(Arguments a) throws IOException {
        Subject s = Subject.of(a);
        String path = a.text("--layer");
        if (path == null) {
            throw new UsageException("--layer: say which layer of " + s.name() + " to show");
        }
        Stream<String> known = dev.noyau.analysis.Summary.of(s.source(), s.input()).layers().stream()
                .map(dev.noyau.analysis.Summary.Layer::path);
        return ToeplitzMatrix.of(s.source(), Subject.path(path, known), s.input());
    }

    private static String json(ToeplitzMatrix m) throws IOException {
        return Json.object(json -> {
            Subject.shape(json, "input", m.input());
            Subject.shape(json, "output", m.output());
            json.list("steps", list -> {
                for (ToeplitzMatrix.Kind k : ToeplitzMatrix.Kind.values()) {
                    ToeplitzMatrix step = m.as(k);
                    list.addObject(o -> o.put("kind", k.name().toLowerCase(Locale.ROOT))
                            .put("weights", step.weights())
                            .put("biases", step.biases())
                            .put("multiply_adds", step.macs()));
                }
            });
            json.list("matrix", rows -> {
                for (List<String> row : names(m)) {
                    rows.addList(r -> {
                        for (String name : row) {
                            r.add(name);
                        }
                    });
                }
            });
        });
    }

    /// The names of all entries, row by row.
    static List<List<String>> names(ToeplitzMatrix m) {
        return java.util.stream.IntStream.range(0, m.rows())
                .mapToObj(r -> java.util.stream.IntStream.range(0, m.columns())
                        .mapToObj(c -> m.name(r, c))
                        .toList())
                .toList();
    }
}
