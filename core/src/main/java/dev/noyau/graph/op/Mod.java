package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Remainder of `a / b`, with NumPy's broadcasting. ONNX: Mod.
///
/// **Shapes**: any two that broadcast → the common shape.
///
/// @param fmod whether the result has the sign of a (C's `fmod`); else that of b
public record Mod(boolean fmod) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    /// `y = a - b·q` with a whole number q, which does not move.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        Value x = node.input(0);
        Value d = node.input(1);
        Value q = a.unary(Unary.Kind.ROUND, a.div(a.sub(x, node.output()), d));
        Value dd = a.unary(Unary.Kind.NEG, a.mul(Op.only(dy), q));
        return Op.inputs(BroadcastTo.reduceTo(b, Op.only(dy), x.shape()), BroadcastTo.reduceTo(b, dd, d.shape()));
    }
}
