package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// 1 at the first of the largest values along an axis, 0 elsewhere. ONNX: Hardmax (from opset 13).
///
/// **Shapes**: any → the same.
public record Hardmax(int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Broadcast.is(in.getFirst(), DType.F32);
        in.getFirst().shape().axis(axis);
        return in;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
