package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Larger of two numbers, with NumPy's broadcasting. NaN where one of them is. Of equals the first gets the gradient.
/// ONNX: Max of two inputs.
///
/// **Shapes**: any two that broadcast → the common shape.
public record Max() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value second = new Arithmetic(b).greater(node.input(1), node.input(0));
        return chosen(b, node, Op.only(dy), second);
    }

    /// The gradient of a choice between two inputs.
    ///
    /// @param second where the second was taken
    static List<@Nullable Value> chosen(GraphBuilder b, Node node, Value dy, Value second) {
        Arithmetic a = new Arithmetic(b);
        return Op.inputs(
                BroadcastTo.reduceTo(b, a.where(second, 0, dy), node.input(0).shape()),
                BroadcastTo.reduceTo(b, a.where(second, dy, 0), node.input(1).shape()));
    }
}
