package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;

/// Largest value of each window of a signal: `y[i] = max_k x[s·i + d·k - before]`, stride s, dilation d; padding counts
/// as −∞.
///
/// **Shapes**: (N, C, L) → (N, C, L'). ONNX: MaxPool.
///
/// @param window of one row
public record MaxPool1d(Window window) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding is as large as the window
    public MaxPool1d {
        new dev.noyau.graph.op.MaxPool2d(window);
    }

    /// Moved by its own size.
    public static MaxPool1d of(int kernel) {
        return new MaxPool1d(Window.of(1, kernel).stride(1, kernel));
    }

    public MaxPool1d stride(int s) {
        return new MaxPool1d(window.stride(1, s));
    }

    public MaxPool1d padding(int p) {
        return padding(p, p);
    }

    public MaxPool1d padding(int before, int behind) {
        return new MaxPool1d(window.padding(0, before, 0, behind));
    }

    public MaxPool1d dilation(int d) {
        return new MaxPool1d(window.dilation(1, d));
    }

    /// Rounds the number of windows up.
    public MaxPool1d ceilMode() {
        return new MaxPool1d(window.ceilMode());
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Value signal = Convolving.ofRank(Images.SIGNAL, "MaxPool1d", scope, x);
        return scope.op(new dev.noyau.graph.op.MaxPool2d(window), signal);
    }
}
