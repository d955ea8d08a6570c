package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of the rectifier from its output: `dx = dy where y > 0, else 0`. At 0 the gradient is 0, as in PyTorch.
///
/// **Shapes**: dy, y of one shape → the same.
public record ReluBackward() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Op.same(in.get(0), in.get(1), "gradient and output");
        return List.of(in.get(0));
    }

    /// Linear in dy; the mask itself has no gradient.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new ReluBackward(), Op.only(dy), node.input(1)), null);
    }
}
