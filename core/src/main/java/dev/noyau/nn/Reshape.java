package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;

/// The same values in row-major order under another shape, the batch stays: `y[n, i] = x[n, i]` where i counts the
/// values of a sample.
///
/// **Shapes**: (N, ...) → (N, shape). ONNX: Reshape.
///
/// @param shape of one input, without the batch
public record Reshape(Shape shape) implements Layer {
    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.Reshape(shape.prepend(x.shape().dim(0))), x);
    }
}
