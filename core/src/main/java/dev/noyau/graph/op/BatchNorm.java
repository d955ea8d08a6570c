package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batch normalisation in training (Ioffe, Szegedy 2015): each channel gets mean 0 and variance 1 over the batch and
/// the image, then a scale and a shift, `y = (x - m)/√(v + ε) · weight + bias`; and the statistics for inference move:
/// `mean' = (1 - momentum) · mean + momentum · m`, `variance'` the same with `v · M/(M - 1)` (or `v`), where m and v
/// are the mean and the variance `Σ (x - m)²/M` of the M values of a channel.
///
/// **Shapes**: x (N, C, ...), weight, bias, mean and variance (C) → y of the shape of x; mean', variance', m and
/// 1/√(v + ε) (C). ONNX: BatchNormalization with training_mode, whose momentum is one minus this one, and whose
/// variance is not corrected.
///
/// @param momentum share of the new statistics, as PyTorch counts it
/// @param eps added to the variance
/// @param unbiased whether the stored variance is corrected by M/(M - 1), as PyTorch does; that of a single value is
///     not
public record BatchNorm(float momentum, float eps, boolean unbiased) implements Op {
    public BatchNorm {
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("the momentum of batch norm must be in [0, 1], found " + momentum);
        }
        checkEps(eps);
    }

    static void checkEps(float eps) {
        if (!(eps >= 0 && eps < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("epsilon must be a number of at least 0, found " + eps);
        }
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 5);
        Channels.check(in, 0, 1, 2, 3, 4);
        Type v = Channels.vector(in.getFirst());
        return List.of(in.getFirst(), v, v, v, v);
    }

    /// By how much the variance of a batch is multiplied before it is stored.
    public double correction(Shape x) {
        long m = Channels.perChannel(x);
        return unbiased && m > 1 ? (double) m / (m - 1) : 1;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value x = node.input(0);
        Value weight = node.input(1);
        Value mean = node.outputs().get(3);
        Value inverse = node.outputs().get(4);
        List<@Nullable Value> dx = new ArrayList<>(Op.none(node));
        Value up = dy.getFirst();
        if (up != null) {
            List<Value> back = b.addAll(new BatchNormBackward(), up, x, weight, mean, inverse);
            for (int i = 0; i < back.size(); i++) {
                dx.set(i, back.get(i));
            }
        }
        Value stored = dy.get(1);
        Value storedVariance = dy.get(2);
        Value ofMean = dy.get(3);
        Value ofVariance = null;
        if (stored != null) {
            dx.set(3, Channels.times(b, stored, 1 - momentum));
            ofMean = Composite.plus(b, ofMean, Channels.times(b, stored, momentum));
        }
        if (storedVariance != null) {
            dx.set(4, Channels.times(b, storedVariance, 1 - momentum));
            ofVariance = Channels.times(b, storedVariance, momentum * correction(x.shape()));
        }
        Value ofInverse = dy.get(4);
        if (ofInverse != null) {
            Value cube = Channels.product(b, ofInverse, inverse, inverse, inverse);
            ofVariance = Composite.plus(b, ofVariance, Channels.times(b, cube, -0.5));
        }
        dx.set(0, Composite.plus(b, dx.getFirst(), throughStatistics(b, x, mean, ofMean, ofVariance)));
        return dx;
    }

    /// `∂m/∂x = 1/M` and `∂v/∂x = 2(x - m)/M`.
    private static @Nullable Value throughStatistics(
            GraphBuilder b, Value x, Value mean, @Nullable Value ofMean, @Nullable Value ofVariance) {
        double count = Channels.perChannel(x.shape());
        Value a = null;
        if (ofMean != null) {
            Value each = Channels.along(b, Channels.times(b, ofMean, 1 / count), x.shape());
            a = b.add(new BroadcastTo(x.shape()), each);
        }
        if (ofVariance == null) {
            return a;
        }
        Value each = Channels.along(b, Channels.times(b, ofVariance, 2 / count), x.shape());
        Value centred = b.add(new Sub(), x, Channels.along(b, mean, x.shape()));
        return Composite.plus(b, a, b.add(new Mul(), centred, each));
    }
}
