package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value that is given at each run: images, labels, the random key.
///
/// **Shapes**: none → that of its type.
public record Input(String name, Type type) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 0);
        return List.of(type);
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
