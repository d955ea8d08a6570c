package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.ArgReduce;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.ReduceSum;
import java.util.List;

/// Reductions. From set 18 on (13 for the sum) the axes are an input, before that an attribute.
final class Reduced {
    private static final int AXES_AS_INPUT = 18;

    private Reduced() {}

    static void sum(Node n, ReduceSum r, Exporter e) {
        withInput(n, "ReduceSum", r.axes(), r.keepDims(), e);
    }

    static void reduce(Node n, Reduce r, Exporter e) {
        if (r.axes().isEmpty()) {
            nothing(n, r, e);
        } else if (e.opset() >= AXES_AS_INPUT) {
            withInput(n, r.name(), r.axes(), r.keepDims(), e);
        } else {
            e.add(
                    n,
                    r.name(),
                    n.inputs(),
                    Attributes.integers("axes", axes(n.input(0), r.axes())),
                    Attributes.flag("keepdims", r.keepDims()));
        }
    }

    /// Over no axes the sum has one term. ONNX means all axes by none before set 18, and runtimes differ after it.
    private static void nothing(Node n, Reduce r, Exporter e) {
        switch (r.kind()) {
            case L1, L2 -> e.add(n, "Abs", n.inputs());
            case LOG_SUM -> e.add(n, "Log", n.inputs());
            case SUM_SQUARE -> e.add(n, "Mul", List.of(n.input(0), n.input(0)));
            case LOG_SUM_EXP, MAX, MEAN, MIN, PROD -> e.add(n, "Identity", n.inputs());
        }
    }

    private static void withInput(Node n, String opType, List<Integer> axes, boolean keep, Exporter e) {
        Value x = n.input(0);
        AttributeProto[] how = {
            Attributes.flag("keepdims", keep), Attributes.flag("noop_with_empty_axes", true),
        };
        e.addNamed(n, opType, List.of(e.nameOf(x), e.integers(n, "axes", axes(x, axes))), how);
    }

    private static long[] axes(Value x, List<Integer> axes) {
        return axes.stream().mapToLong(a -> x.shape().axis(a)).toArray();
    }

    static void arg(Node n, ArgReduce a, Exporter e) {
        e.add(
                n,
                a.name(),
                n.inputs(),
                Attributes.integer("axis", a.axis()),
                Attributes.flag("keepdims", a.keepDims()),
                Attributes.flag("select_last_index", a.last()));
    }
}
