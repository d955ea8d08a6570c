package dev.noyau.formats.onnx.exporter;

import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.List;

/// Shapes as constants in which sizes that follow the input are left open: 0 copies the input's size, -1 takes
/// what is left.
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
        boolean open = false;
        for (int i = 0; i < rank; i++) {
            if (i < x.shape().rank() && sizes.equal(x, i, y, i)) {
                shape[i] = 0;
            } else if (!sizes.follows(y, i)) {
                shape[i] = y.shape().dim(i);
            } else if (!open) {
                shape[i] = -1;
                open = true;
            } else {
                throw new OpenSizeException(Exporter.where(n) + ": " + x.shape() + " to " + y.shape()
                        + " has two sizes that follow the input");
            }
        }
        e.addNamed(n, "Reshape", List.of(e.nameOf(x), shape(n, e, shape)));
    }

    static void expand(Node n, Exporter e) {
        Value x = n.input(0);
        Value y = n.output();
        int lead = y.shape().rank() - x.shape().rank();
        long[] shape = new long[y.shape().rank()];
        for (int i = 0; i < shape.length; i++) {
            if (i >= lead && e.sizes().equal(x, i - lead, y, i)) {
                shape[i] = 1;
            } else if (!e.sizes().follows(y, i)) {
                shape[i] = y.shape().dim(i);
            } else {
                throw new OpenSizeException(
                        Exporter.where(n) + ": repeats values along axis " + i + ", whose size follows the input");
            }
        }
        e.addNamed(n, "Expand", List.of(e.nameOf(x), shape(n, e, shape)));
    }

    private static String shape(Node n, Exporter e, long[] shape) {
        return e.integers(n, "shape", Tensor.ofLongs(Shape.of(shape.length), shape));
    }
}
