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

/// Takes single values by their number along an axis: `y[i,j,k] = x[i, index[i,j,k], k]` for axis 1. Negative numbers
/// count from the end. ONNX: GatherElements.
///
/// **Shapes**: x, index i64 no longer than x along the other axes → shape of index.
public record GatherElements(int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        check(in.get(0).shape(), in.get(1), axis);
        return List.of(new Type(in.get(0).dtype(), in.get(1).shape()));
    }

    static void check(Shape x, Type index, int axis) {
        Broadcast.is(index, DType.I64);
        int a = x.axis(axis);
        boolean fits = index.shape().rank() == x.rank();
        for (int i = 0; fits && i < x.rank(); i++) {
            fits = i == a || index.shape().dim(i) <= x.dim(i);
        }
        if (!fits) {
            throw new ShapeException("indices " + index.shape() + " do not fit values " + x + " along axis " + a);
        }
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value zeros = b.add(new BroadcastTo(node.input(0).shape()), b.constant(0));
        Value dx = b.add(new ScatterElements(axis, ScatterElements.Reduction.ADD), zeros, node.input(1), Op.only(dy));
        return Op.inputs(dx, null);
    }
}
