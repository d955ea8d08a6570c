package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batch normalisation with given statistics (Ioffe, Szegedy 2015): `y = (x - mean)/√(variance + ε) · weight + bias`
/// for each channel. A backend may fold it into the convolution before it.
///
/// **Shapes**: x (N, C, ...), weight, bias, mean and variance (C) → y of the shape of x, and 1/√(variance + ε) (C),
/// which the gradient needs. ONNX: BatchNormalization.
///
/// @param eps added to the variance
public record BatchNormInference(float eps) implements Op {
    public BatchNormInference {
        BatchNorm.checkEps(eps);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 5);
        Channels.check(in, 0, 1, 2, 3, 4);
        return List.of(in.getFirst(), Channels.vector(in.getFirst()));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value x = node.input(0);
        Value weight = node.input(1);
        Value inverse = node.outputs().get(1);
        List<@Nullable Value> dx = new ArrayList<>(Op.none(node));
        Value up = dy.get(0);
        Value ofInverse = dy.get(1);
        if (up != null) {
            Value factor = b.add(new Mul(), weight, inverse);
            Value centred = b.add(new Sub(), x, Channels.along(b, node.input(3), x.shape()));
            Value sum = Channels.sum(b, up);
            Value slope = Channels.sum(b, b.add(new Mul(), up, centred));
            dx.set(0, b.add(new Mul(), up, Channels.along(b, factor, x.shape())));
            dx.set(1, b.add(new Mul(), slope, inverse));
            dx.set(2, sum);
            dx.set(3, Channels.times(b, b.add(new Mul(), sum, factor), -1));
            ofInverse = Composite.plus(b, ofInverse, b.add(new Mul(), slope, weight));
        }
        if (ofInverse != null) {
            dx.set(4, Channels.times(b, Channels.product(b, ofInverse, inverse, inverse, inverse), -0.5));
        }
        return dx;
    }
}
