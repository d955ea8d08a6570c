package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes from g, for each window, the value at the place where x is largest: the transpose of [MaxPool2dBackward],
/// needed for second derivatives.
///
/// **Shapes**: g, x (N, C, H, W) → (N, C, H', W').
public record MaxPool2dGather(Window window) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return gathered(in, window);
    }

    static List<Type> gathered(List<Type> in, PoolWindows windows) {
        Op.arity(in, 2);
        Op.same(in.get(0), in.get(1), "values and input");
        return List.of(Type.f32(MaxPool2d.pooled(in.get(1), windows)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new MaxPool2dBackward(window), Op.only(dy), node.input(1)), null);
    }
}
