package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Power: `y = a^b`, with NumPy's broadcasting. ONNX: Pow with two inputs of one type.
///
/// The gradient by b is 0 where a is not positive, as `log a` would not be a number.
///
/// **Shapes**: any two that broadcast → the common shape.
public record Pow() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        Value base = node.input(0);
        Value exponent = node.input(1);
        Value slope = a.mul(exponent, b.add(this, base, a.add(exponent, -1)));
        Value da = a.where(a.equal(exponent, a.constant(0)), 0, a.mul(Op.only(dy), slope));
        Value log = a.unary(Unary.Kind.LOG, a.where(a.greater(base, 0), base, 1));
        Value db = a.mul(Op.only(dy), a.mul(node.output(), log));
        return Op.inputs(BroadcastTo.reduceTo(b, da, base.shape()), BroadcastTo.reduceTo(b, db, exponent.shape()));
    }
}
