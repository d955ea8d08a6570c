package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Gradient of [SoftmaxCrossEntropy]: `dx = g/M · (softmax(x) - onehot(label))`.
///
/// **Shapes**: g scalar, x (N, C, ...), labels (N, ...) → shape of x.
public record SoftmaxCrossEntropyBackward() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 3);
        Op.rank(in.get(0), 0, "a scalar gradient");
        SoftmaxCrossEntropy.check(in.get(1), in.get(2));
        return List.of(in.get(1));
    }

    /// With respect to g the op is linear, with respect to x it is softmax times g/M.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> up) {
        Value u = Op.only(up);
        Value g = node.input(0);
        Value x = node.input(1);
        Shape s = x.shape();
        Value unit = b.add(new SoftmaxCrossEntropyBackward(), b.constant(1f), x, node.input(2));
        List<Integer> all = IntStream.range(0, s.rank()).boxed().toList();
        Value dg = b.add(new ReduceSum(all, false), b.add(new Mul(), u, unit));
        Value y = b.add(new Softmax(1), x);
        Value scale = b.add(new Mul(), g, b.constant((float) s.dim(1) / s.size()));
        Value dx = b.add(new Mul(), scale, Softmax.backward(b, y, u, 1));
        return Op.inputs(dg, dx, null);
    }
}
