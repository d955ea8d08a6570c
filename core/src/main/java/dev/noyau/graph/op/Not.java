package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The other truth value. ONNX: Not.
///
/// **Shapes**: bool of any shape → the same.
public record Not() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Broadcast.is(in.getFirst(), DType.BOOL);
        return in;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
