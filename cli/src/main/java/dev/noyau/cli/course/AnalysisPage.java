package dev.noyau.cli.course;

import dev.noyau.analysis.AffineCost;
import dev.noyau.analysis.Equivariance;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.analysis.Summary;
import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.formats.io.AtomicFile;
import dev.noyau.graph.GraphSource;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// An analysis as one page, to be opened in a browser.
public final class AnalysisPage {
    private static final Figures FIGURES = new Figures(Language.EN);

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
