package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of layer normalisation. With `x̂ = (x - m) · s` and `g = dy · w`, and with means over the axes that are
/// normalised:
///
/// `db = Σ dy`, `dw = Σ dy · x̂` (over the other axes), `dx = s · (g - mean(g) - x̂ · mean(g · x̂))`.
///
/// **Shapes**: dy and x (..., D1, D2, ...), w (D1, D2, ...), m and s (..., 1, 1, ...) → dx of the shape of x, dw and db
/// of the shape of w.
public record LayerNormBackward(int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 5);
        Op.same(in.get(0), in.get(1), "gradient and input");
        LayerNorm.check(in.get(1), in.get(2), axis);
        Type s = LayerNorm.statistics(in.get(1), axis);
        Op.same(in.get(3), s, "means and axes");
        Op.same(in.get(4), s, "deviations and axes");
        return List.of(in.get(1), in.get(2), in.get(2));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        Rows rows = LayerNorm.rows(node.input(1).shape(), axis);
        return Composite.gradient(b, node, up, in -> rows.backward(b, in));
    }
}
