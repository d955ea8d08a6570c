package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;

/// Lays all values of an input in one row: `y[n, (c·H + h)·W + w] = x[n, c, h, w]`.
///
/// **Shapes**: (N, C, H, W) → (N, C·H·W). ONNX: Flatten.
public record Flatten() implements Layer {
    @Override
    public Value apply(Scope scope, Value x) {
        Shape s = x.shape();
        return scope.op(new dev.noyau.graph.op.Reshape(Shape.of(s.dim(0), Math.toIntExact(s.size(1, s.rank())))), x);
    }
}
