package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The k largest (or smallest) values along an axis, in order, and their positions; of equals the first comes
/// first. NaN counts as the largest. ONNX: TopK.
///
/// **Shapes**: any → values with size k along the axis, positions i64 of the same shape.
public record TopK(int k, int axis, boolean largest) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Type x = in.getFirst();
        if (x.dtype() == DType.BOOL) {
            Broadcast.is(x, DType.F32);
        }
        if (k < 0 || k > x.shape().dim(axis)) {
            throw new ShapeException("cannot take " + k + " values along axis " + axis + " of " + x.shape());
        }
        Shape y = x.shape().with(axis, k);
        return List.of(new Type(x.dtype(), y), Type.i64(y));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value g = dy.getFirst();
        if (g == null) {
            return Op.none(node);
        }
        Value zeros = b.add(new BroadcastTo(node.input(0).shape()), b.constant(0));
        return Op.inputs(b.add(
                new ScatterElements(axis, ScatterElements.Reduction.ADD),
                zeros,
                node.outputs().get(1),
                g));
    }
}
