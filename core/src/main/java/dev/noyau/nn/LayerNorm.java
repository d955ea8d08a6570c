package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;

/// Layer normalisation (Ba, Kiros, Hinton 2016): the values of the last axes get mean 0 and variance 1, then each its
/// own scale and shift: `y = (x - m)/√(v + ε) · weight + bias`. The same in training and in use.
///
/// **Shapes**: (..., D) → the same; over more axes (..., D1, D2, ...). Parameters `weight`, all 1 at first, and `bias`,
/// all 0, of the shape of the axes. ONNX: LayerNormalization.
///
/// @param axes how many of the last axes are normalised over
/// @param eps added to the variance
/// @param affine whether each value has a trained scale and shift
public record LayerNorm(int axes, float eps, boolean affine) implements Layer {
    public LayerNorm {
        if (axes < 1) {
            throw new IllegalArgumentException("LayerNorm: the number of axes must be at least 1, found " + axes);
        }
        new dev.noyau.graph.op.LayerNorm(-axes, eps);
    }

    /// Over the last axis, ε 1e-5, with scale and shift.
    public LayerNorm() {
        this(1, 1e-5f, true);
    }

    /// Over the last `count` axes.
    public LayerNorm axes(int count) {
        return new LayerNorm(count, eps, affine);
    }

    public LayerNorm eps(double e) {
        return new LayerNorm(axes, (float) e, affine);
    }

    /// Without trained scale and shift.
    public LayerNorm noAffine() {
        return new LayerNorm(axes, eps, false);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        int rank = x.shape().rank();
        if (rank <= axes) {
            throw new ShapeException(scope.where("LayerNorm") + ": normalises over " + axes
                    + " axes after the batch, found input " + x.shape());
        }
        Shape last = Shape.of(Arrays.copyOfRange(x.shape().dims(), rank - axes, rank));
        Value weight =
                affine ? scope.parameter("weight", last, Init.ones()) : BatchNormalisation.constant(scope, last, 1);
        Value bias = affine ? scope.parameter("bias", last, Init.zeros()) : BatchNormalisation.constant(scope, last, 0);
        return scope.op(new dev.noyau.graph.op.LayerNorm(-axes, eps), x, weight, bias);
    }
}
