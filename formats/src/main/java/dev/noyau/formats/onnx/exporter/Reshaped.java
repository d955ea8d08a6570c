package dev.noyau.formats.onnx.exporter;

import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// Shapes in which sizes that follow the input are left open: 0 copies the input's size, -1 takes what is left; where
/// that does not do, they are looked up.
final class Reshaped {
    private Reshaped() {}

    static void reshape(Node n, Exporter e) {
        Value x = n.input(0);
        Value y = n.output();
        Sizes sizes = e.sizes();
        int rank = y.shape().rank();
        if (rank == 2 && x.shape().rank() > 0 && sizes.equal(x, 0, y, 0)) {
            e.add(n, "Flatten", n.inputs(), Attributes.integer("axis", 1));
            return;
        }
        long[] shape = new long[rank];
        int open = 0;
        for (int i = 0; i < rank; i++) {
            boolean kept = i < x.shape().rank() && sizes.equal(x, i, y, i);
            boolean follows = !kept && sizes.follows(y, i);
            shape[i] = kept ? 0 : follows ? -1 : y.shape().dim(i);
            open += follows ? 1 : 0;
        }
        String to = open <= 1 ? e.integers(n, "shape", shape) : sizes(n, e, x, y);
        e.addNamed(n, "Reshape", List.of(e.nameOf(x), to));
    }

    static void expand(Node n, Exporter e) {
        Value x = n.input(0);
        Value y = n.output();
        int lead = y.shape().rank() - x.shape().rank();
        long[] shape = new long[y.shape().rank()];
        boolean open = false;
        for (int i = 0; i < shape.length; i++) {
            boolean kept = i >= lead && e.sizes().equal(x, i - lead, y, i);
            shape[i] = kept ? 1 : y.shape().dim(i);
            open |= !kept && e.sizes().follows(y, i);
        }
        String to = open ? sizes(n, e, x, y) : e.integers(n, "shape", shape);
        e.addNamed(n, "Expand", List.of(e.nameOf(x), to));
    }

    /// The sizes of a node's result, put together from constants and from sizes of the graph's input or the node's.
    static String sizes(Node n, Exporter e, Value x, Value y) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < y.shape().rank(); i++) {
            parts.add(
                    e.sizes().follows(y, i)
                            ? size(n, e, i, x)
                            : e.integers(n, "size", y.shape().dim(i)));
        }
        return e.helper(n, "Concat", parts, Attributes.integer("axis", 0));
    }

    private static String size(Node n, Exporter e, int axis, Value x) {
        for (Value from : List.of(x, e.input())) {
            for (int a = 0; a < from.shape().rank(); a++) {
                if (e.sizes().equal(n.output(), axis, from, a)) {
                    return shape(n, e, e.nameOf(from), a, a + 1);
                }
            }
        }
        throw new OpenSizeException(
                Exporter.where(n) + ": the size of axis " + axis + " follows the input's in no simple way");
    }

    /// The sizes of some axes of a value.
    static String shape(Node n, Exporter e, String value, int from, int to) {
        return e.helper(n, "Shape", List.of(value), Attributes.integer("start", from), Attributes.integer("end", to));
    }
}
