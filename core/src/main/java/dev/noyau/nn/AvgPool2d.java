package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Window;

/// Mean of each window; zeros of the padding count unless `countPadding` is false.
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'). ONNX: AveragePool.
public record AvgPool2d(Window window, boolean countPadding) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding exceeds half the window
    public AvgPool2d {
        new dev.noyau.graph.op.AvgPool2d(window, countPadding);
    }

    /// Square window, moved by its own size.
    public static AvgPool2d of(int kernel) {
        return new AvgPool2d(Window.of(kernel).stride(kernel, kernel), true);
    }

    public AvgPool2d stride(int s) {
        return new AvgPool2d(window.stride(s, s), countPadding);
    }

    public AvgPool2d padding(int p) {
        return new AvgPool2d(window.padding(p, p, p, p), countPadding);
    }

    /// Divides by the number of values inside the image, not by the size of the window.
    public AvgPool2d excludePadding() {
        return new AvgPool2d(window, false);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.AvgPool2d(window, countPadding), x);
    }
}
