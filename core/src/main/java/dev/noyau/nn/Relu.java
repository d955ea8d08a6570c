package dev.noyau.nn;

import dev.noyau.graph.Value;

/// Rectifier: `y = max(x, 0)`.
///
/// **Shapes**: any → the same. ONNX: Relu.
public record Relu() implements Layer {
    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.Relu(), x);
    }
}
