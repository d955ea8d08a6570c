package dev.noyau.nn;

import dev.noyau.graph.Value;

/// Scores to probabilities: `y_c = e^(x_c) / Σ e^(x_k)`. For training end with the scores themselves and let the loss
/// do this: it is more exact.
///
/// **Shapes**: any → the same; classes lie on `axis` (1 unless given). ONNX: Softmax.
public record Softmax(int axis) implements Layer {
    public Softmax() {
        this(1);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.Softmax(axis), x);
    }
}
