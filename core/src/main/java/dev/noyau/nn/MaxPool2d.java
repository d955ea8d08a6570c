package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Window;

/// Largest value of each window; padding counts as −∞.
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'). ONNX: MaxPool.
public record MaxPool2d(Window window) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding exceeds half the window
    public MaxPool2d {
        new dev.noyau.graph.op.MaxPool2d(window);
    }

    /// Square window, moved by its own size.
    public static MaxPool2d of(int kernel) {
        return new MaxPool2d(Window.of(kernel).stride(kernel, kernel));
    }

    public MaxPool2d stride(int s) {
        return new MaxPool2d(window.stride(s, s));
    }

    public MaxPool2d padding(int p) {
        return new MaxPool2d(window.padding(p, p, p, p));
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.MaxPool2d(window), x);
    }
}
