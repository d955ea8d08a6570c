package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Root mean square normalisation (Zhang, Sennrich 2019): layer normalisation without the mean,
/// `y = x / √(mean(x²) + ε) · weight`, over the last axes.
///
/// **Shapes**: (..., D) → the same; over more axes (..., D1, D2, ...). Parameter `weight` of the shape of the axes, all
/// 1 at first. ONNX: RMSNormalization.
///
/// @param axes how many of the last axes are normalised over
/// @param eps added to the mean square
public record RmsNorm(int axes, float eps) implements Layer {
    public RmsNorm {
        if (axes < 1 || !(eps >= 0)) {
            throw new IllegalArgumentException(
                    "RmsNorm: expects at least one axis and an epsilon of at least 0, found " + axes + " and " + eps);
        }
    }

    /// Over the last axis, ε 1.1920929e-7, the distance from 1 to the next float: PyTorch's defaults.
    public RmsNorm() {
        this(1, Math.ulp(1f));
    }

    public RmsNorm eps(double e) {
        return new RmsNorm(axes, (float) e);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        int rank = x.shape().rank();
        if (rank <= axes) {
            throw new ShapeException(scope.where("RmsNorm") + ": normalises over " + axes
                    + " axes after the batch, found input " + x.shape());
        }
        Shape last = Shape.of(Arrays.copyOfRange(x.shape().dims(), rank - axes, rank));
        List<Integer> over = IntStream.range(rank - axes, rank).boxed().toList();
        Arithmetic a = new Arithmetic(scope.builder());
        Value square = a.b().add(new Reduce(Reduce.Kind.MEAN, over, true), a.square(x));
        Value y = a.div(x, a.unary(Unary.Kind.SQRT, a.add(square, eps)));
        return a.mul(y, scope.parameter("weight", last, Init.ones()));
    }
}
