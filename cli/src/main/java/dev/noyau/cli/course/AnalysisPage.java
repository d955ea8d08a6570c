package dev.noyau.cli.course;

import dev.noyau.analysis.AffineCost;
import dev.noyau.analysis.EffectiveField;
import dev.noyau.analysis.Equivariance;
import dev.noyau.analysis.FieldSearch;
import dev.noyau.analysis.InputSizes;
import dev.noyau.analysis.Interval;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.analysis.Summary;
import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.formats.io.AtomicFile;
import dev.noyau.graph.GraphSource;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// An analysis as one page, to be opened in a browser.
public final class AnalysisPage {
    private static final Figures FIGURES = new Figures(Language.EN);

    /// Shares of the gradient that are framed.
    private static final double HALF = 0.5;

    private static final double MOST = 0.95;

    /// Points of a curve, about.
    private static final int CURVE = 60;

    /// Sizes that are tried, as for the rules.
    private static final int SIZES = 130;

    private AnalysisPage() {}

    /// A network: what its pixels see, fields against depth, costs.
    public static void network(String name, GraphSource source, Shape input, Path file) throws IOException {
        if (input.rank() != 3) {
            throw new IllegalArgumentException(
                    "a page shows networks for images (C, H, W), found inputs of " + input.pretty());
        }
        Summary summary = Summary.of(source, input);
        ReceptiveField field = ReceptiveField.of(source, input);
        String body = "<p>Input " + input.pretty() + ", output "
                + summary.output().pretty() + ", "
                + Language.EN.number(summary.parameters()) + " parameters, " + Language.EN.number(summary.macs())
                + " multiply-adds; receptive field of the last layer: " + FIGURES.size(field.last()) + ".</p>"
                + "<h2>Layers and what they see</h2>"
                + FIGURES.network(
                        source,
                        input,
                        "Point at a layer or at a pixel of its output: the frame is the patch of "
                                + "the input that it is computed from. Skips are dashed. On the right of a layer: its shape and its "
                                + "receptive field.")
                + "<h2>Receptive field against depth</h2>"
                + FIGURES.fields(Map.of(name, field), "")
                + "<h2>Cost of each layer</h2>"
                + FIGURES.costs(summary, "");
        write(file, name, body);
    }

    /// A convolution as a matrix.
    public static void matrix(ToeplitzMatrix m, Path file) throws IOException {
        write(
                file,
                "A convolution as a matrix",
                "<p>Input " + m.input().pretty() + ", output " + m.output().pretty() + ".</p>"
                        + FIGURES.matrix(m, "Equal colours are equal weights. Point at one to see where it is used."));
    }

    /// A fully connected layer beside a convolution.
    public static void cost(AffineCost c, Path file) throws IOException {
        String rows = row(
                        "weights",
                        Language.EN.number(c.general().weights()),
                        Language.EN.number(c.convolution().weights()))
                + row("memory", c.general().size(), c.convolution().size())
                + row(
                        "multiply-adds",
                        Language.EN.number(c.general().macs()),
                        Language.EN.number(c.convolution().macs()));
        write(
                file,
                "Fully connected or convolution",
                "<p>One layer that keeps the size of an input of " + c.input().pretty()
                        + ".</p><table><tr><th></th><th>fully connected</th><th>" + c.kernel() + "×" + c.kernel()
                        + " convolution</th></tr>" + rows + "</table>");
    }

    /// Whether a network follows when its input moves.
    public static void equivariance(String name, Equivariance e, Path file) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (Equivariance.Layer l : e.layers()) {
            rows.append(row(
                    escaped(l.path() + " " + l.kind()),
                    Language.EN.number(l.shift().get(0), 2) + ", "
                            + Language.EN.number(l.shift().get(1), 2),
                    l.compared() == 0 ? "none" : Language.EN.number(l.inside() / Math.max(l.largest(), 1e-30), 6),
                    Language.EN.number(l.border() / Math.max(l.largest(), 1e-30), 6)));
        }
        write(
                file,
                name + " follows its input",
                "<p>The input was moved by " + e.rows() + " rows and " + e.columns()
                        + " columns. Largest differences, in parts of the layer’s largest value.</p><table><tr><th>layer</th>"
                        + "<th>should move by</th><th>inside</th><th>at the border</th></tr>" + rows + "</table>");
    }

    /// What one output pixel sees, and how much of it counts.
    ///
    /// @param equal whether back-propagation found what the analysis says
    public static void probe(String name, String layer, boolean equal, int pixels, EffectiveField e, Path file)
            throws IOException {
        List<double[]> inside = new ArrayList<>();
        int widest = e.field().stream().mapToInt(Interval::size).max().orElse(1);
        for (int side = widest % 2 == 0 ? 2 : 1; side <= widest; side += 2 * Math.ceilDiv(widest, 2 * CURVE)) {
            inside.add(new double[] {side, e.inside(side)});
        }
        write(
                file,
                "What a pixel of " + name + " sees",
                "<p>Layer " + escaped(layer) + ", pixel " + e.position() + ": it sees " + e.field()
                        + " of the input, " + Language.EN.number(pixels) + " pixels; "
                        + (equal
                                ? "found by back-propagation as the analysis says"
                                : "<b>not</b> what the analysis says")
                        + ". The effective field has σ = " + Language.EN.number(e.sigma(0), 2) + " rows and "
                        + Language.EN.number(e.sigma(1), 2) + " columns.</p>"
                        + "<h2>How much each pixel counts</h2>"
                        + FIGURES.effective(
                                e,
                                List.of(HALF, MOST),
                                "Size of the gradient of the output pixel by each pixel of its field, over random "
                                        + "inputs. Frames: the smallest squares that hold so much of it.")
                        + "<h2>Share of the gradient in squares around the middle</h2>"
                        + Figures.curve(
                                "side of the square in pixels", "share", List.of(new Figures.Series("", inside)), ""));
    }

    /// Which inputs a network takes.
    public static void sizes(String name, GraphSource source, InputSizes.Answer answer, Path file) throws IOException {
        Shape made = source.inputShape();
        List<InputSizes.Rule> rules = InputSizes.rules(source);
        StringBuilder rows = new StringBuilder();
        List<Figures.Series> series = new ArrayList<>();
        for (InputSizes.Rule r : rules) {
            String axis = rules.size() == 1 ? "length" : r.axis() == 1 ? "height" : "width";
            List<double[]> points = new ArrayList<>();
            String forbidden = "";
            for (int n = 1; n <= Math.max(made.dim(r.axis()), SIZES); n++) {
                InputSizes.Answer a = InputSizes.of(source, made.with(r.axis(), n));
                Shape out = a.output();
                if (out == null) {
                    forbidden = a.reason();
                } else {
                    points.add(new double[] {n, out.rank() == made.rank() ? out.dim(r.axis()) : 1});
                }
            }
            Figures.Series before = series.isEmpty() ? null : series.getLast();
            if (before != null && alike(before.points(), points)) {
                series.set(series.size() - 1, new Figures.Series(before.name() + ", " + axis, points));
            } else {
                series.add(new Figures.Series(axis, points));
            }
            rows.append(row(axis, r.toString(), forbidden.isEmpty() ? "none" : escaped(forbidden)));
        }
        Shape output = answer.output();
        boolean drawn = output != null && made.rank() == 3;
        write(
                file,
                "Input sizes of " + name,
                "<p>Inputs of " + answer.input().pretty()
                        + (output == null ? " are not taken. " + escaped(answer.reason()) : " give " + output.pretty())
                        + ".</p><table><tr><th>axis</th><th>taken</th><th>why not others, the largest</th></tr>" + rows
                        + "</table><h2>What comes out</h2>"
                        + Figures.curve(
                                "size of the input", "size of the output", series, "For the sizes that are taken.")
                        + (drawn
                                ? "<h2>What each output sees of such an input</h2>"
                                        + FIGURES.network(source, answer.input(), "Point at a layer or at a pixel.")
                                : ""));
    }

    private static boolean alike(List<double[]> a, List<double[]> b) {
        return Arrays.deepEquals(a.toArray(), b.toArray());
    }

    /// Chains of layers that see far enough.
    public static void search(Shape input, List<FieldSearch.Candidate> found, Path file) throws IOException {
        StringBuilder rows = new StringBuilder();
        List<Figures.Bar> bars = new ArrayList<>();
        for (FieldSearch.Candidate c : found) {
            rows.append(row(
                    Integer.toString(c.depth()),
                    c.kernel() + "×" + c.kernel(),
                    Integer.toString(c.strided()),
                    Long.toString(c.field()),
                    c.output().pretty(),
                    Language.EN.number(c.macs())));
            bars.add(new Figures.Bar(
                    c.depth() + " of " + c.kernel() + "×" + c.kernel() + ", " + c.strided() + " of stride 2",
                    c.macs()));
        }
        write(
                file,
                "Chains of convolutions that see far enough",
                "<p>Input " + input.pretty() + ".</p>"
                        + "<table><tr><th>layers</th><th>filter</th><th>of stride 2</th><th>field</th><th>output</th>"
                        + "<th>multiply-adds</th></tr>" + rows + "</table>"
                        + FIGURES.costs(bars, found.isEmpty() ? "None was found." : ""));
    }

    static String row(String... cells) {
        return "<tr><td>" + String.join("</td><td>", List.of(cells)) + "</td></tr>";
    }

    /// Text as it stands in HTML and SVG.
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void write(Path file, String title, String body) throws IOException {
        AtomicFile.write(file, Page.alone(Language.EN, title, body));
    }
}
