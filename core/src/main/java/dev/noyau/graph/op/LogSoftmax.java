package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Logarithm of the softmax along one axis: `y_c = x_c - log Σ e^(x_k)`, computed after subtracting the maximum.
///
/// **Shapes**: any → the same. ONNX: LogSoftmax (from opset 13).
public record LogSoftmax(int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        in.getFirst().shape().axis(axis);
        return in;
    }

    /// `dx = dy - e^y · Σ dy`.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value g = Op.only(dy);
        Value sum = b.add(new ReduceSum(List.of(axis), true), g);
        return Op.inputs(b.add(new Sub(), g, b.add(new Mul(), b.add(new Exp(), node.output()), sum)));
    }
}
