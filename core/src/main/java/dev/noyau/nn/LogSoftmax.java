package dev.noyau.nn;

import dev.noyau.graph.Value;

/// Logarithm of the softmax: `y_c = x_c - log Σ e^(x_k)`.
///
/// **Shapes**: any → the same; classes lie on `axis` (1 unless given). ONNX: LogSoftmax.
public record LogSoftmax(int axis) implements Layer {
    public LogSoftmax() {
        this(1);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.LogSoftmax(axis), x);
    }
}
