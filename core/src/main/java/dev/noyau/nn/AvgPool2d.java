package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Window;

/// Mean of each window: `y[i, j] = 1/n · Σ_{k,l} x[s·i + d·k - top, s·j + d·l - left]`, stride s, dilation d, and n the
/// number of taps; where `countPadding` is false n counts those within the image alone.
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'). ONNX: AveragePool.
public record AvgPool2d(Window window, boolean countPadding) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding is as large as the window
    public AvgPool2d {
        new dev.noyau.graph.op.AvgPool2d(window, countPadding);
    }

    /// Square window, moved by its own size.
    public static AvgPool2d of(int kernel) {
        return of(kernel, kernel);
    }

    /// Moved by its own size.
    public static AvgPool2d of(int height, int width) {
        return new AvgPool2d(Window.of(height, width).stride(height, width), true);
    }

    public AvgPool2d stride(int s) {
        return stride(s, s);
    }

    public AvgPool2d stride(int vertical, int horizontal) {
        return new AvgPool2d(window.stride(vertical, horizontal), countPadding);
    }

    public AvgPool2d padding(int p) {
        return padding(p, p, p, p);
    }

    public AvgPool2d padding(int top, int left, int bottom, int right) {
        return new AvgPool2d(window.padding(top, left, bottom, right), countPadding);
    }

    /// Divides by the number of values inside the image, not by the size of the window.
    public AvgPool2d excludePadding() {
        return new AvgPool2d(window, false);
    }

    /// Rounds the number of windows up. What they have beyond image and padding does not count.
    public AvgPool2d ceilMode() {
        return new AvgPool2d(window.ceilMode(), countPadding);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Value image = Convolving.ofRank(4, "AvgPool2d", scope, x);
        return scope.op(new dev.noyau.graph.op.AvgPool2d(window, countPadding), image);
    }
}
