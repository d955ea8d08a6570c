package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.analysis.Interval;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.graph.GraphSource;
import java.util.List;
import org.assertj.core.data.Offset;
import org.openqa.selenium.WebElement;

/// A page's drawing of a network, pointed at with the mouse and held against the analysis.
final class NetworkFigure {
    /// Longer side of the image on the screen, and of the layer's output below it.
    private static final double SIDE = 224;

    /// What a figure says and draws.
    private static final String SHOWN = "const f = arguments[0], p = f.querySelector('.patch');"
            + "return [f.dataset.patch, [...f.querySelectorAll('.said')].pop().textContent,"
            + " ...['x', 'y', 'width', 'height'].map(a => p.getAttribute(a))]";

    private NetworkFigure() {}

    /// Points at every layer, then at some pixels of its output.
    static void check(Browser browser, WebElement figure, GraphSource source) {
        ReceptiveField field = ReceptiveField.of(source);
        List<ReceptiveField.Layer> layers =
                field.layers().stream().filter(l -> l.positions().size() == 2).toList();
        List<WebElement> nodes = Browser.all(figure, ".node[tabindex]");
        assertThat(nodes).hasSameSizeAs(layers);
        for (int i = 0; i < nodes.size(); i++) {
            ReceptiveField.Layer layer = layers.get(i);
            int h = layer.positions().get(0);
            int w = layer.positions().get(1);
            browser.hover(nodes.get(i));
            framed(browser, figure, source, layer, h / 2, w / 2);
            double cell = SIDE / Math.max(h, w);
            WebElement map = Browser.one(figure, "svg.pixels");
            for (int[] at : new int[][] {{0, 0}, {h - 1, w - 1}, {h / 3, 2 * w / 3}}) {
                browser.hover(map, (at[1] + 0.5) * cell, (at[0] + 0.5) * cell);
                framed(browser, figure, source, layer, at[0], at[1]);
            }
        }
    }

    private static void framed(
            Browser browser, WebElement figure, GraphSource source, ReceptiveField.Layer layer, int row, int column) {
        String where = layer.path() + " (" + row + ", " + column + ")";
        List<Interval> seen = layer.region(row, column);
        Interval rows = seen.get(0);
        Interval columns = seen.get(1);
        double scale =
                SIDE / Math.max(source.inputShape().dim(1), source.inputShape().dim(2));
        List<String> shown = browser.strings(SHOWN, figure);
        assertThat(shown.getFirst())
                .as(where)
                .isEqualTo(rows.first() + "," + rows.last() + "," + columns.first() + "," + columns.last());
        assertThat(shown.get(1))
                .contains(layer.path(), "(" + row + ", " + column + ")", rows.size() + "×" + columns.size());
        assertThat(shown.subList(2, 6).stream().mapToDouble(Double::parseDouble).toArray())
                .as("x, y, width and height of the frame for " + where)
                .containsExactly(
                        new double[] {
                            columns.first() * scale, rows.first() * scale, columns.size() * scale, rows.size() * scale
                        },
                        Offset.offset(0.01));
    }
}
