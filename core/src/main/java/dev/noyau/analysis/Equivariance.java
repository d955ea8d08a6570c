package dev.noyau.analysis;

import dev.noyau.graph.Backend;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whether a network follows when its input moves: `f(shift(x))` against `shift(f(x))`, layer by layer. Convolutions
/// do, away from the borders; with a stride only for shifts by a multiple of it.
///
/// @param rows by which the input was moved down
/// @param columns by which it was moved to the right
/// @param layers those with an image as their result
public record Equivariance(int rows, int columns, List<Layer> layers) {

    /// @param path of the layer
    /// @param kind what it does
    /// @param shift by how many of its pixels the result should have moved: rows, columns
    /// @param whole whether that are whole numbers; else the nearest whole pixel below is compared
    /// @param largest the largest absolute value of the layer's result
    /// @param inside the largest difference where neither input's border nor what moved in is seen
    /// @param border the largest difference elsewhere
    /// @param compared pixels inside
    public record Layer(
            String path,
            String kind,
            List<Double> shift,
            boolean whole,
            double largest,
            double inside,
            double border,
            int compared) {}

    public Equivariance {
        layers = List.copyOf(layers);
    }

    /// Moves an input down and to the right, zeros moving in, and compares.
    ///
    /// @param x one input (C, H, W)
    public static Equivariance of(
            GraphSource source, Parameters parameters, Tensor x, int rows, int columns, Backend backend) {
        Shape in = x.shape();
        if (in.rank() != 3 || rows < 0 || columns < 0 || rows >= in.dim(1) || columns >= in.dim(2)) {
            throw new IllegalArgumentException("an image is moved by whole pixels, by less than its size and not "
                    + "backwards; found " + rows + " rows and " + columns + " columns for an input of " + in.pretty());
        }
        ReceptiveField field = ReceptiveField.of(source, in);
        Graph g = withAllLayers(source.graph(in.prepend(1), Mode.INFERENCE), field);
        var executable = backend.compile(g);
        Map<String, Tensor> still =
                executable.call(parameters, source.initialState(), input(x)).outputs();
        Map<String, Tensor> moved = executable
                .call(parameters, source.initialState(), input(shifted(x, rows, columns)))
                .outputs();
        List<Layer> layers = new ArrayList<>();
        for (ReceptiveField.Layer l : field.layers()) {
            Tensor a = still.get(l.path());
            Tensor b = moved.get(l.path());
            if (a != null && b != null) {
                layers.add(new Comparison(l, a, b, in, rows, columns).run());
            }
        }
        return new Equivariance(rows, columns, layers);
    }

    private static Map<String, Tensor> input(Tensor x) {
        return Map.of(GraphSource.INPUT, x.reshape(x.shape().prepend(1).dims()));
    }

    private static Graph withAllLayers(Graph g, ReceptiveField field) {
        GraphBuilder b = GraphBuilder.extend(
                new Graph(g.nodes(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>()));
        Layers.of(g).forEach((path, nodes) -> {
            Value v = nodes.getLast().output();
            if (v.type().equals(Type.f32(v.shape()))
                    && v.type().dtype() == DType.F32
                    && v.shape().rank() == 4
                    && field.layer(path).isPresent()) {
                b.output(path, v);
            }
        });
        return b.build();
    }

    /// The image moved down and to the right; zeros move in.
    public static Tensor shifted(Tensor x, int rows, int columns) {
        int h = x.shape().dim(1);
        int w = x.shape().dim(2);
        float[] from = x.data();
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            int r = i / w % h - rows;
            int c = i % w - columns;
            to[i] = r < 0 || c < 0 ? 0 : from[i - rows * w - columns];
        }
        return Tensor.wrap(x.shape(), to);
    }

    private record Comparison(
            ReceptiveField.Layer layer, Tensor still, Tensor moved, Shape input, int rows, int columns) {

        Layer run() {
            List<Double> shift = List.of(shift(0, rows), shift(1, columns));
            int down = (int) Math.floor(shift.get(0));
            int right = (int) Math.floor(shift.get(1));
            int channels = still.shape().dim(1);
            int h = still.shape().dim(2);
            int w = still.shape().dim(3);
            double[] difference = new double[2];
            double largest = 0;
            int compared = 0;
            for (int i = down; i < h; i++) {
                for (int j = right; j < w; j++) {
                    boolean inside = inside(0, i, i - down, rows) && inside(1, j, j - right, columns);
                    compared += inside ? 1 : 0;
                    for (int c = 0; c < channels; c++) {
                        float a = still.get(0, c, i - down, j - right);
                        double d = Math.abs(a - moved.get(0, c, i, j));
                        largest = Math.max(largest, Math.abs(a));
                        difference[inside ? 0 : 1] = Math.max(difference[inside ? 0 : 1], d);
                    }
                }
            }
            boolean whole = shift.get(0) == down && shift.get(1) == right;
            return new Layer(layer.path(), layer.kind(), shift, whole, largest, difference[0], difference[1], compared);
        }

        private double shift(int axis, int pixels) {
            ReceptiveField.Axis a = layer.axes().get(axis);
            return a.kind() == ReceptiveField.Axis.Kind.REGULAR ? pixels / a.stride() : 0;
        }

        /// Whether a pixel sees neither border, nor what moved in, before and after.
        private boolean inside(int axis, int after, int before, int pixels) {
            int n = input.dim(axis + 1);
            Interval b = unclipped(axis, before, n);
            Interval a = unclipped(axis, after, n);
            return b.first() >= 0 && b.last() < n - pixels && a.first() >= pixels && a.last() < n;
        }

        /// What a pixel sees; one beyond the image where it reaches its border and no rule tells how far.
        private Interval unclipped(int axis, int at, int n) {
            ReceptiveField.Axis a = layer.axes().get(axis);
            if (a.kind() == ReceptiveField.Axis.Kind.REGULAR && a.period() == 1) {
                int first = (int) Math.round(at * a.stride() - a.padding());
                return new Interval(first, first + (int) a.size() - 1);
            }
            Interval seen = axis == 0
                    ? layer.region(at, 0).getFirst()
                    : layer.region(0, at).getLast();
            return new Interval(seen.first() == 0 ? -1 : seen.first(), seen.last() == n - 1 ? n : seen.last());
        }
    }
}
