package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same values as another type: floats to integers towards 0, numbers to bool as `x ≠ 0`, bool to 0 and 1. ONNX:
/// Cast.
///
/// **Shapes**: any → the same.
public record Cast(DType to) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return List.of(new Type(to, in.getFirst().shape()));
    }

    /// Only floats that stay floats pass a gradient.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        boolean same = to == DType.F32 && node.input(0).type().dtype() == DType.F32;
        return Op.inputs(same ? Op.only(dy) : null);
    }
}
