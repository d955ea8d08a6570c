package dev.noyau.nn;

import dev.noyau.graph.Value;

/// Local response normalisation over `size` neighbouring channels (Krizhevsky et al. 2012):
/// `y[c] = x[c] / (k + α/size · Σ x[i]²)^β`.
///
/// **Shapes**: (N, C, ...) → the same. ONNX: LRN.
///
/// @param size channels that are summed over; of an even number one more lies before than after, as in PyTorch
/// @param alpha α
/// @param beta β
/// @param k what is added
public record LocalResponseNorm(int size, double alpha, double beta, double k) implements Layer {
    public LocalResponseNorm {
        if (size < 1) {
            throw new IllegalArgumentException("LocalResponseNorm: the size must be at least 1, found " + size);
        }
    }

    /// α 1e-4, β 0.75, k 1: PyTorch's defaults.
    public static LocalResponseNorm of(int size) {
        return new LocalResponseNorm(size, 1e-4, 0.75, 1);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(
                new dev.noyau.graph.op.LocalResponseNorm(
                        size / 2, (size - 1) / 2, (float) alpha, (float) beta, (float) k),
                x);
    }
}
