package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Product element by element: `y = a · b`, with NumPy's broadcasting. ONNX: Mul.
///
/// **Shapes**: any two that broadcast → the common shape.
public record Mul() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value g = Op.only(dy);
        return Op.inputs(
                BroadcastTo.reduceTo(
                        b, b.add(new Mul(), g, node.input(1)), node.input(0).shape()),
                BroadcastTo.reduceTo(
                        b, b.add(new Mul(), g, node.input(0)), node.input(1).shape()));
    }
}
