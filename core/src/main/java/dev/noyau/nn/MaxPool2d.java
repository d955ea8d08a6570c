package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Window;

/// Largest value of each window: `y[i, j] = max_{k,l} x[s·i + d·k - top, s·j + d·l - left]`, stride s, dilation d;
/// padding counts as −∞.
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'). ONNX: MaxPool.
public record MaxPool2d(Window window) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding is as large as the window
    public MaxPool2d {
        new dev.noyau.graph.op.MaxPool2d(window);
    }

    /// Square window, moved by its own size.
    public static MaxPool2d of(int kernel) {
        return of(kernel, kernel);
    }

    /// Moved by its own size.
    public static MaxPool2d of(int height, int width) {
        return new MaxPool2d(Window.of(height, width).stride(height, width));
    }

    public MaxPool2d stride(int s) {
        return stride(s, s);
    }

    public MaxPool2d stride(int vertical, int horizontal) {
        return new MaxPool2d(window.stride(vertical, horizontal));
    }

    public MaxPool2d padding(int p) {
        return padding(p, p, p, p);
    }

    public MaxPool2d padding(int top, int left, int bottom, int right) {
        return new MaxPool2d(window.padding(top, left, bottom, right));
    }

    public MaxPool2d dilation(int d) {
        return new MaxPool2d(window.dilation(d, d));
    }

    /// Rounds the number of windows up.
    public MaxPool2d ceilMode() {
        return new MaxPool2d(window.ceilMode());
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new dev.noyau.graph.op.MaxPool2d(window), Convolving.ofRank(4, "MaxPool2d", scope, x));
    }
}
