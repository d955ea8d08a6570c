package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value that is part of the graph. ONNX: Constant.
///
/// **Shapes**: none → that of the value.
public record Constant(Tensor value) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 0);
        return List.of(new Type(value.dtype(), value.shape()));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
