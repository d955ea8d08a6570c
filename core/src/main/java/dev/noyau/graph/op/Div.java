package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Quotient: `y = a / b`, with NumPy's broadcasting. Of integers, rounded towards 0. ONNX: Div.
///
/// **Shapes**: any two that broadcast → the common shape.
public record Div() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        Value da = a.div(Op.only(dy), node.input(1));
        Value db = a.unary(Unary.Kind.NEG, a.mul(da, node.output()));
        return Op.inputs(
                BroadcastTo.reduceTo(b, da, node.input(0).shape()),
                BroadcastTo.reduceTo(b, db, node.input(1).shape()));
    }
}
