package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of group normalisation. With `x̂ = (x - m) · s` and `g = dy · w`, and with means over a group of an image:
///
/// `db = Σ dy`, `dw = Σ dy · x̂` (over images and pixels), `dx = s · (g - mean(g) - x̂ · mean(g · x̂))`.
///
/// **Shapes**: dy and x (N, C, ...), w (C), m and s (N, groups) → dx of the shape of x, dw and db (C).
public record GroupNormBackward(int groups) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 5);
        Op.same(in.get(0), in.get(1), "gradient and input");
        Channels.check(in, 1, 2);
        Type s = GroupNorm.statistics(in.get(1), groups);
        Op.same(in.get(3), s, "means and groups");
        Op.same(in.get(4), s, "deviations and groups");
        Type v = Channels.vector(in.get(1));
        return List.of(in.get(1), v, v);
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        Rows rows = GroupNorm.rows(node.input(1).shape(), groups);
        return Composite.gradient(b, node, up, in -> rows.backward(b, in));
    }
}
