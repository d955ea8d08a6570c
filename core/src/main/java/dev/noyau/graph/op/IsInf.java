package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a float is infinite. ONNX: IsInf.
///
/// **Shapes**: f32 of any shape → bool of the same.
///
/// @param positive whether +∞ counts
/// @param negative whether -∞ counts
public record IsInf(boolean positive, boolean negative) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Broadcast.is(in.getFirst(), DType.F32);
        return List.of(Type.bool(in.getFirst().shape()));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
