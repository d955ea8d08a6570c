package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trained value, named by its path (`2.body.0.weight`). Its numbers live outside the graph, in one flat slab.
///
/// **Shapes**: none → `shape`.
public record Parameter(String path, Shape shape) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 0);
        return List.of(Type.f32(shape));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.none(node);
    }
}
