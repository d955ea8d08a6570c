package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Smaller of two numbers, with NumPy's broadcasting. NaN where one of them is. Of equals the first gets the gradient.
/// ONNX: Min of two inputs.
public record Min() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Broadcast.numbers(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        Value second = a.greater(node.input(0), node.input(1));
        return Op.inputs(
                BroadcastTo.reduceTo(
                        b, a.where(second, 0, Op.only(dy)), node.input(0).shape()),
                BroadcastTo.reduceTo(
                        b, a.where(second, Op.only(dy), 0), node.input(1).shape()));
    }
}
