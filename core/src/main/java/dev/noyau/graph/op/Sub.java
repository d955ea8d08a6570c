package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Difference: `y = a - b`, with NumPy's broadcasting. ONNX: Sub.
///
/// **Shapes**: any two that broadcast → the common shape.
public record Sub() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value g = Op.only(dy);
        Value minus = b.add(new Mul(), g, b.constant(-1f));
        return Op.inputs(
                BroadcastTo.reduceTo(b, g, node.input(0).shape()),
                BroadcastTo.reduceTo(b, minus, node.input(1).shape()));
    }
}
