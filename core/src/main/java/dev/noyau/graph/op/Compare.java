package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Comparison of two values of one type, with NumPy's broadcasting; false where one is NaN. ONNX: Equal, Greater,
/// GreaterOrEqual, Less, LessOrEqual.
///
/// **Shapes**: any two that broadcast → bool of the common shape.
public record Compare(Kind kind) implements Op {
    /// Which comparison.
    public enum Kind {
        EQUAL("Equal"),
        GREATER("Greater"),
        GREATER_OR_EQUAL("GreaterOrEqual"),
        LESS("Less"),
        LESS_OR_EQUAL("LessOrEqual");

        private final String onnx;

        Kind(String onnx) {
            this.onnx = onnx;
        }
    }

    @Override
    public String name() {
        return kind.onnx;
    }

    @Override
    public List<Type> infer(List<Type> in) {
        return List.of(Type.bool(Broadcast.any(in).shape()));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
