package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradient of batch normalisation in training. With `x̂ = (x - m) · s`, where m is the batch's mean and s one over its
/// standard deviation, and with sums over all M values of a channel:
///
/// `db = Σ dy`, `dw = Σ dy · x̂`, `dx = w · s · (dy - db/M - x̂ · dw/M)`.
///
/// **Shapes**: dy and x (N, C, ...), w, m and s (C) → dx of the shape of x, dw and db (C).
public record BatchNormBackward() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 5);
        Op.same(in.get(0), in.get(1), "gradient and input");
        Channels.check(in, 1, 2, 3, 4);
        Type v = Channels.vector(in.get(1));
        return List.of(in.get(1), v, v);
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        return Composite.gradient(b, node, up, in -> formula(b, in.get(0), in.get(1), in.get(2), in.get(3), in.get(4)));
    }

    private static List<Value> formula(GraphBuilder b, Value dy, Value x, Value w, Value m, Value s) {
        Shape shape = x.shape();
        double count = Channels.perChannel(shape);
        Value centred = b.add(new Sub(), x, Channels.along(b, m, shape));
        Value normal = b.add(new Mul(), centred, Channels.along(b, s, shape));
        Value db = Channels.sum(b, dy);
        Value dw = Channels.sum(b, b.add(new Mul(), dy, normal));
        Value mean = Channels.along(b, Channels.times(b, db, 1 / count), shape);
        Value slope = Channels.along(b, Channels.times(b, dw, 1 / count), shape);
        Value rest = b.add(new Sub(), b.add(new Sub(), dy, mean), b.add(new Mul(), normal, slope));
        Value dx = b.add(new Mul(), rest, Channels.along(b, b.add(new Mul(), w, s), shape));
        return List.of(dx, dw, db);
    }
}
