package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of [AdaptivePool2d]: each window spreads its gradient evenly, or sends it to its first largest value.
///
/// **Shapes**: dy (N, C, oh, ow), x (N, C, H, W) → shape of x, of which a mean needs no more.
public record AdaptivePool2dBackward(boolean max, AdaptiveWindows windows) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Op.same(in.get(0), Type.f32(MaxPool2d.pooled(in.get(1), windows)), "gradient and pooled output");
        return List.of(in.get(1));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        Value g = Op.only(up);
        Value dy = max
                ? b.add(new AdaptiveMaxPool2dGather(windows), g, node.input(1))
                : b.add(new AdaptivePool2d(false, windows), g);
        return Op.inputs(dy, null);
    }
}
