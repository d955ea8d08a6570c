package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.ShapeException;

/// Instance normalisation (Ulyanov, Vedaldi, Lempitsky 2016): each channel of each image gets mean 0 and variance
/// 1, and on demand a scale and a shift: `y = (x - m)/√(v + ε) · weight + bias`. The same in training and in use.
///
/// **Shapes**: (N, C, H, W) → the same. With `affine` parameters `weight` (C), all 1 at first, and `bias` (C), all 0.
/// ONNX: InstanceNormalization.
///
/// @param eps added to the variance
/// @param affine whether each channel has a trained scale and shift
public record InstanceNorm2d(float eps, boolean affine) implements Layer {
    public InstanceNorm2d {
        new dev.noyau.graph.op.GroupNorm(1, eps);
    }

    /// ε 1e-5, without scale and shift: PyTorch's defaults.
    public InstanceNorm2d() {
        this(1e-5f, false);
    }

    public InstanceNorm2d eps(double e) {
        return new InstanceNorm2d((float) e, affine);
    }

    /// With trained scale and shift.
    public InstanceNorm2d withAffine() {
        return new InstanceNorm2d(eps, true);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        if (x.shape().rank() != 4) {
            throw new ShapeException(
                    scope.where("InstanceNorm2d") + ": expects images (N, C, H, W), found input " + x.shape());
        }
        return GroupNorm.apply(scope, "InstanceNorm2d", x, x.shape().dim(1), eps, affine);
    }
}
