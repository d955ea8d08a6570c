package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of max pooling: each window sends its gradient to its largest value, the first one in row order among
/// equals (as PyTorch).
///
/// **Shapes**: dy (N, C, H', W'), x (N, C, H, W) → shape of x.
public record MaxPool2dBackward(Window window) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Shape y = MaxPool2d.pooled(in.get(1), window);
        Op.same(in.get(0), Type.f32(y), "gradient and pooled output");
        return List.of(in.get(1));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        return Op.inputs(b.add(new MaxPool2dGather(window), Op.only(up), node.input(1)), null);
    }
}
