package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two masks combined, with NumPy's broadcasting. ONNX: And, Or, Xor.
///
/// **Shapes**: bool, any two that broadcast → bool of the common shape.
public record Logic(Kind kind) implements Op {
    /// How.
    public enum Kind {
        AND("And"),
        OR("Or"),
        XOR("Xor");

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
        return List.of(Broadcast.masks(in));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
