package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Position of the largest (or smallest) value along an axis, which keeps size 1 or disappears. NaN counts as the
/// largest and as the smallest. ONNX: ArgMax, ArgMin.
///
/// **Shapes**: any with the axis not empty → i64.
///
/// @param max largest or smallest
/// @param last whether of equals the last one counts, else the first
public record ArgReduce(boolean max, int axis, boolean keepDims, boolean last) implements Op {
    @Override
    public String name() {
        return max ? "ArgMax" : "ArgMin";
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Type x = in.getFirst();
        if (x.dtype() == DType.BOOL) {
            Broadcast.is(x, DType.F32);
        }
        if (x.shape().dim(axis) == 0) {
            throw new ShapeException("axis " + axis + " of " + x + " is empty: it has no largest value");
        }
        return List.of(Type.i64(Axes.reduced(x.shape(), List.of(axis), keepDims)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
