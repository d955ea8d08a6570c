package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.GroupNorm;
import dev.noyau.graph.op.LayerNorm;
import dev.noyau.graph.op.LocalResponseNorm;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.List;

/// Batch, group, instance, layer and local response normalisation.
final class Normalised {
    private Normalised() {}

    static void batch(Node n, BatchNormInference b, Exporter e) {
        firstAlone(n, e);
        e.add(n, "BatchNormalization", n.inputs(), Attributes.real("epsilon", b.eps()));
    }

    /// Each channel its own group is InstanceNormalization; GroupNormalization has a weight for each channel since 21.
    static void group(Node n, GroupNorm g, Exporter e) {
        firstAlone(n, e);
        Shape x = n.input(0).shape();
        if (g.groups() == x.dim(1) && x.rank() > 2) {
            e.add(n, "InstanceNormalization", n.inputs(), Attributes.real("epsilon", g.eps()));
            return;
        }
        e.needs(21);
        e.add(
                n,
                "GroupNormalization",
                n.inputs(),
                Attributes.real("epsilon", g.eps()),
                Attributes.integer("num_groups", g.groups()));
    }

    static void layer(Node n, LayerNorm l, Exporter e) {
        e.add(
                n,
                "LayerNormalization",
                n.inputs(),
                Attributes.integer("axis", l.axis()),
                Attributes.real("epsilon", l.eps()));
    }

    /// LRN where the window lies around the channel, and as an image: runtimes take no other; else an average over the
    /// channels.
    static void localResponse(Node n, LocalResponseNorm r, Exporter e) {
        String x = e.nameOf(n.input(0));
        int rank = n.input(0).shape().rank();
        if (r.before() != r.after()) {
            e.addNamed(n, "Div", List.of(x, scale(n, r, e, x, rank)));
            return;
        }
        AttributeProto[] how = {
            Attributes.integer("size", r.size()),
            Attributes.real("alpha", r.alpha()),
            Attributes.real("beta", r.beta()),
            Attributes.real("bias", r.k())
        };
        if (rank == 4) {
            e.add(n, "LRN", n.inputs(), how);
            return;
        }
        String columns = e.helper(n, "Reshape", List.of(x, e.integers(n, "shape", 0, 0, -1, 1)));
        String y = e.helper(n, "LRN", List.of(columns), how);
        e.addNamed(n, "Reshape", List.of(y, Reshaped.shape(n, e, x, 0, rank)));
    }

    /// `(k + α · mean of squares)^β`
    private static String scale(Node n, LocalResponseNorm r, Exporter e, String x, int rank) {
        String square = e.helper(n, "Mul", List.of(x, x));
        // (N, 1, C, the image in one row)
        String shape = e.integers(n, "shape", 0, 1, n.input(0).shape().dim(1), -1);
        String columns = e.helper(n, "Reshape", List.of(square, shape));
        String mean = e.helper(
                n,
                "AveragePool",
                List.of(columns),
                Attributes.integers("kernel_shape", r.size(), 1),
                Attributes.integers("pads", r.before(), 0, r.after(), 0),
                Attributes.flag("count_include_pad", true));
        String back = e.helper(n, "Reshape", List.of(mean, Reshaped.shape(n, e, x, 0, rank)));
        String scaled = e.helper(n, "Mul", List.of(back, number(n, e, r.alpha())));
        String sum = e.helper(n, "Add", List.of(scaled, number(n, e, r.k())));
        return e.helper(n, "Pow", List.of(sum, number(n, e, r.beta())));
    }

    private static String number(Node n, Exporter e, float value) {
        return e.numbers(n, Tensor.of(Shape.SCALAR, value));
    }

    /// The other results are for the gradient.
    private static void firstAlone(Node n, Exporter e) {
        for (Value v : n.outputs().subList(1, n.outputs().size())) {
            if (e.isUsed(v)) {
                throw Exporter.unsupported(n, "gives its statistics to a later op, for which ONNX has no word");
            }
        }
    }
}
