package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Window;

/// The p-norm of each window, of which padding adds nothing: `y = (Σ |x|^p)^(1/p)`. With p = 1 it is a sum, with large
/// ones it comes near the largest value (Sermanet, Chintala, LeCun 2012). Where all of a window is 0 the gradient is
/// taken as 0.
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'), H' and W' as of [MaxPool2d]. ONNX: LpPool; PyTorch: `LPPool2d`, for
/// values that are not negative.
///
/// @param p at least 1
public record LpPool2d(Window window, float p) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding is as large as the window
    public LpPool2d {
        new dev.noyau.graph.op.AvgPool2d(window, true);
        if (!(p >= 1 && p < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("LpPool: p must be at least 1, found " + p);
        }
    }

    /// Square window, moved by its own size.
    public static LpPool2d of(double p, int kernel) {
        return of(p, kernel, kernel);
    }

    /// Moved by its own size.
    public static LpPool2d of(double p, int height, int width) {
        return new LpPool2d(Window.of(height, width).stride(height, width), (float) p);
    }

    public LpPool2d stride(int s) {
        return stride(s, s);
    }

    public LpPool2d stride(int vertical, int horizontal) {
        return new LpPool2d(window.stride(vertical, horizontal), p);
    }

    public LpPool2d padding(int each) {
        return padding(each, each, each, each);
    }

    public LpPool2d padding(int top, int left, int bottom, int right) {
        return new LpPool2d(window.padding(top, left, bottom, right), p);
    }

    /// Rounds the number of windows up.
    public LpPool2d ceilMode() {
        return new LpPool2d(window.ceilMode(), p);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new Arithmetic(scope.builder()).norms(Convolving.ofRank(4, "LpPool2d", scope, x), window, p);
    }
}
