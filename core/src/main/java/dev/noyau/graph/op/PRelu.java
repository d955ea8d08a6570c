package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rectifier with trained slopes: `y = x > 0 ? x : slope · x` (He et al. 2015). ONNX: PRelu.
///
/// **Shapes**: x any, slope broadcasts to x (for one slope a channel of an image, (C, 1, 1)) → shape of x.
public record PRelu() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        in.forEach(t -> Broadcast.is(t, DType.F32));
        Shape x = in.get(0).shape();
        Shape slope = in.get(1).shape();
        if (!Shape.broadcast(x, slope).equals(x)) {
            throw new ShapeException("slopes of shape " + slope + " do not fit input " + x);
        }
        return List.of(in.getFirst());
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        Value x = node.input(0);
        Value slope = node.input(1);
        Value positive = a.greater(x, 0);
        Value dx = a.where(positive, Op.only(dy), a.mul(Op.only(dy), slope));
        Value ds = a.where(positive, 0, a.mul(Op.only(dy), x));
        return Op.inputs(dx, BroadcastTo.reduceTo(b, ds, slope.shape()));
    }
}
