package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scores to probabilities along one axis: `y_c = e^(x_c) / Σ e^(x_k)`, computed after subtracting the maximum.
///
/// **Shapes**: any → the same. ONNX: Softmax (from opset 13).
public record Softmax(int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        in.getFirst().shape().axis(axis);
        return in;
    }

    /// `dx = y · (dy - Σ dy·y)`.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(backward(b, node.output(), Op.only(dy), axis));
    }

    static Value backward(GraphBuilder b, Value y, Value dy, int axis) {
        Value dot = b.add(new ReduceSum(List.of(axis), true), b.add(new Mul(), dy, y));
        return b.add(new Mul(), y, b.add(new Sub(), dy, dot));
    }
}
