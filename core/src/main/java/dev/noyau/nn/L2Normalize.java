package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;

/// Vectors of length 1: `y = x / max(√Σx², ε)`, for descriptors and embeddings.
///
/// **Shapes**: any → the same. ONNX: LpNormalization with p = 2.
///
/// @param axis along which the vectors lie, 1 for the channels of each pixel
/// @param eps the least length that is divided by
public record L2Normalize(int axis, float eps) implements Layer {
    /// Along the channels, ε 1e-12.
    public L2Normalize() {
        this(1, 1e-12f);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new Arithmetic(scope.builder()).normalize(x, axis, eps);
    }
}
