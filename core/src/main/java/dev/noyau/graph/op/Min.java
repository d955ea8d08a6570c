package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Smaller of two numbers, with NumPy's broadcasting. NaN where one of them is. Of equals the first gets the gradient.
/// ONNX: Min of two inputs.
///
/// **Shapes**: any two that broadcast → the common shape.
public record Min() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value second = new Arithmetic(b).greater(node.input(0), node.input(1));
        return Max.chosen(b, node, Op.only(dy), second);
    }
}
