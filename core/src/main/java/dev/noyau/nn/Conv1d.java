package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;

/// 1-D convolution layer, for sound and other signals: `y[o,i] = b[o] + Σ c,q w[o,c,q] · x[c, i·s+q·d-p]`. It is the
/// convolution of an image of one row and runs on the same kernels.
///
/// **Shapes**: (N, C, L) → (N, filters, L') with `L' = ⌊(L + 2p - d(k-1) - 1)/s⌋ + 1`. Parameters `weight` (filters,
/// C/groups, k) and `bias` (filters), both drawn uniformly in ±1/√(C/groups·k), the rule of [Linear]. ONNX: Conv.
///
/// @param filters channels of the output
/// @param window kernel, stride, padding and dilation, of one row
/// @param groups number of groups that channels are divided into; each filter sees one group
/// @param bias whether a number is added to each output channel
public record Conv1d(int filters, Window window, int groups, boolean bias) implements Layer {
    public Conv1d {
        new Convolving("Conv1d", filters, window, groups, bias);
    }

    /// Stride 1, no padding, with bias.
    public static Conv1d of(int filters, int kernel) {
        return new Conv1d(filters, Window.of(1, kernel), 1, true);
    }

    public Conv1d stride(int s) {
        return with(window.stride(1, s));
    }

    /// Zeros on both sides.
    public Conv1d padding(int p) {
        return padding(p, p);
    }

    /// Zeros before and behind. With all of `d·(k - 1)` before, the convolution is causal.
    public Conv1d padding(int before, int behind) {
        return with(window.padding(0, before, 0, behind));
    }

    /// The padding that keeps the length at stride 1.
    ///
    /// @throws IllegalArgumentException for an even kernel
    public Conv1d same() {
        return with(window.same());
    }

    public Conv1d dilation(int d) {
        return with(window.dilation(1, d));
    }

    public Conv1d groups(int g) {
        return new Conv1d(filters, window, g, bias);
    }

    public Conv1d noBias() {
        return new Conv1d(filters, window, groups, false);
    }

    private Conv1d with(Window w) {
        return new Conv1d(filters, w, groups, bias);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new Convolving("Conv1d", filters, window, groups, bias).convolution(scope, x, Images.SIGNAL);
    }
}
