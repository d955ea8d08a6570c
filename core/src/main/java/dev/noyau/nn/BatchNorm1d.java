package dev.noyau.nn;

import dev.noyau.graph.Value;

/// Batch normalisation of features or sound (Ioffe, Szegedy 2015): `y = (x - m)/√(v + ε) · weight + bias` for each
/// channel. In training m and v are the mean and the variance of the batch, and the running ones, which are used
/// otherwise, move towards them by the share `momentum` (the variance with M/(M - 1), M being the values of a
/// channel).
///
/// **Shapes**: (N, C) or (N, C, L) → the same. Parameters `weight` (C), all 1 at first, and `bias` (C), all 0; states
/// `running_mean` and `running_var` (C), as in PyTorch. ONNX: BatchNormalization.
///
/// @param momentum share of a batch's statistics in the running ones
/// @param eps added to the variance
/// @param affine whether each channel has a trained scale and shift
/// @param frozen whether training, too, uses the running statistics and leaves them as they are
public record BatchNorm1d(float momentum, float eps, boolean affine, boolean frozen) implements Layer {
    public BatchNorm1d {
        new BatchNormalisation(momentum, eps, affine, frozen);
    }

    /// Momentum 0.1, ε 1e-5, with scale and shift: PyTorch's defaults.
    public BatchNorm1d() {
        this(0.1f, 1e-5f, true, false);
    }

    public BatchNorm1d momentum(double share) {
        return new BatchNorm1d((float) share, eps, affine, frozen);
    }

    public BatchNorm1d eps(double e) {
        return new BatchNorm1d(momentum, (float) e, affine, frozen);
    }

    /// Without trained scale and shift.
    public BatchNorm1d noAffine() {
        return new BatchNorm1d(momentum, eps, false, frozen);
    }

    /// With the running statistics in training, too, which stay as they are: for fine-tuning on small batches.
    public BatchNorm1d frozenStatistics() {
        return new BatchNorm1d(momentum, eps, affine, true);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new BatchNormalisation(momentum, eps, affine, frozen)
                .apply(scope, "BatchNorm1d", x, "features (N, C) or sound (N, C, L)", 2, 3);
    }
}
