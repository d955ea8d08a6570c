package dev.noyau.nn;

import dev.noyau.graph.Value;

/// Largest value of each channel over the image or signal, whatever its size: `y[c] = max_{h,w} x[c, h, w]`.
///
/// **Shapes**: (N, C, H, W) → (N, C, 1, 1), (N, C, L) → (N, C, 1). ONNX: GlobalMaxPool.
public record GlobalMaxPool() implements Layer {
    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.GlobalMaxPool(), x);
    }
}
