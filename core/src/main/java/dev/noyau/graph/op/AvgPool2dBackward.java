package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of average pooling: each window spreads its gradient evenly.
///
/// **Shapes**: dy (N, C, H', W') → `input` (N, C, H, W).
public record AvgPool2dBackward(Window window, boolean countPadding, Shape input) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Op.same(in.get(0), Type.f32(MaxPool2d.pooled(Type.f32(input), window)), "gradient and pooled output");
        return List.of(Type.f32(input));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        return Op.inputs(b.add(new AvgPool2d(window, countPadding), Op.only(up)));
    }
}
