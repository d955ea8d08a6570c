package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes from one of two values by a mask: `y = mask ? a : b`, with NumPy's broadcasting. ONNX: Where.
///
/// **Shapes**: mask bool, a and b of one type, all broadcast → the common shape.
public record Where() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 3);
        Broadcast.is(in.get(0), DType.BOOL);
        Type t = Broadcast.any(in.subList(1, 3));
        return List.of(new Type(t.dtype(), Shape.broadcast(in.get(0).shape(), t.shape())));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        Value mask = node.input(0);
        Value da = a.where(mask, Op.only(dy), 0);
        Value db = a.where(mask, 0, Op.only(dy));
        return Op.inputs(
                null,
                BroadcastTo.reduceTo(b, da, node.input(1).shape()),
                BroadcastTo.reduceTo(b, db, node.input(2).shape()));
    }
}
