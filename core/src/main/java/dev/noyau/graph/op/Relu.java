package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rectifier: `y = max(x, 0)`. NaN stays NaN.
///
/// **Shapes**: any → the same. ONNX: Relu.
public record Relu() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return in;
    }

    /// From the output, so that the input need not be kept.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new ReluBackward(), Op.only(dy), node.output()));
    }
}
