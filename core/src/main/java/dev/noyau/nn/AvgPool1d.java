package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;

/// Mean of each window of a signal: `y[i] = 1/n · Σ_k x[s·i + d·k - before]`, K taps, stride s, dilation d, and n = K;
/// where `countPadding` is false n counts the taps within the signal alone.
///
/// **Shapes**: (N, C, L) → (N, C, L'). ONNX: AveragePool.
///
/// @param window of one row
public record AvgPool1d(Window window, boolean countPadding) implements Layer {
    /// @throws dev.noyau.tensor.ShapeException when the padding is as large as the window
    public AvgPool1d {
        new dev.noyau.graph.op.AvgPool2d(window, countPadding);
    }

    /// Moved by its own size.
    public static AvgPool1d of(int kernel) {
        return new AvgPool1d(Window.of(1, kernel).stride(1, kernel), true);
    }

    public AvgPool1d stride(int s) {
        return new AvgPool1d(window.stride(1, s), countPadding);
    }

    public AvgPool1d padding(int p) {
        return padding(p, p);
    }

    public AvgPool1d padding(int before, int behind) {
        return new AvgPool1d(window.padding(0, before, 0, behind), countPadding);
    }

    /// Divides by the number of values inside the signal, not by the size of the window.
    public AvgPool1d excludePadding() {
        return new AvgPool1d(window, false);
    }

    /// Rounds the number of windows up. What they have beyond signal and padding does not count.
    public AvgPool1d ceilMode() {
        return new AvgPool1d(window.ceilMode(), countPadding);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Value signal = Convolving.ofRank(Images.SIGNAL, "AvgPool1d", scope, x);
        return scope.op(new dev.noyau.graph.op.AvgPool2d(window, countPadding), signal);
    }
}
