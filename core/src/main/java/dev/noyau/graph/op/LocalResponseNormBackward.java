package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of local response normalisation:
/// `dx[c] = dy[c] · s[c]^-β - 2αβ/size · x[c] · Σ dy[i] · x[i] · s[i]^(-β-1)` over the channels whose sums have c.
///
/// **Shapes**: dy and x (N, C, ...) → the same.
public record LocalResponseNormBackward(LocalResponseNorm forward) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Op.same(in.get(0), in.get(1), "gradient and input");
        Channels.check(in, 1);
        return List.of(Type.f32(in.get(1).shape()));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        return Composite.gradient(b, node, up, in -> List.of(formula(new Arithmetic(b), in.get(0), in.get(1))));
    }

    private Value formula(Arithmetic a, Value dy, Value x) {
        Value s = forward.sums(a, x);
        Value power = a.b().add(new Pow(), s, a.constant(-forward.beta()));
        Value direct = a.mul(dy, power);
        Value around = LocalResponseNorm.windows(a, a.mul(direct, a.div(x, s)), forward.after(), forward.before());
        return a.sub(direct, a.mul(a.mul(x, around), 2 * forward.alpha() * forward.beta() / forward.size()));
    }
}
