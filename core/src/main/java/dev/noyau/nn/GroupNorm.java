package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

/// Group normalisation (Wu, He 2018): for each image, each group of channels gets mean 0 and variance 1, then each
/// channel a scale and a shift: `y = (x - m)/√(v + ε) · weight + bias`. The same in training and in use.
///
/// **Shapes**: (N, C, ...) → the same. Parameters `weight` (C), all 1 at first, and `bias` (C), all 0. ONNX:
/// GroupNormalization.
///
/// @param groups number of groups that the channels are divided into
/// @param eps added to the variance
/// @param affine whether each channel has a trained scale and shift
public record GroupNorm(int groups, float eps, boolean affine) implements Layer {
    public GroupNorm {
        new dev.noyau.graph.op.GroupNorm(groups, eps);
    }

    /// ε 1e-5, with scale and shift.
    public static GroupNorm of(int groups) {
        return new GroupNorm(groups, 1e-5f, true);
    }

    public GroupNorm eps(double e) {
        return new GroupNorm(groups, (float) e, affine);
    }

    /// Without trained scale and shift.
    public GroupNorm noAffine() {
        return new GroupNorm(groups, eps, false);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return apply(scope, "GroupNorm", x, groups, eps, affine);
    }

    static Value apply(Scope scope, String layer, Value x, int groups, float eps, boolean affine) {
        if (x.shape().rank() < 2) {
            throw new ShapeException(
                    scope.where(layer) + ": expects channels on axis 1, (N, C, ...), found input " + x.shape());
        }
        Shape c = Shape.of(x.shape().dim(1));
        Value weight = affine ? scope.parameter("weight", c, Init.ones()) : BatchNormalisation.constant(scope, c, 1);
        Value bias = affine ? scope.parameter("bias", c, Init.zeros()) : BatchNormalisation.constant(scope, c, 0);
        return scope.op(new dev.noyau.graph.op.GroupNorm(groups, eps), x, weight, bias);
    }
}
