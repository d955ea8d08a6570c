package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;

/// Transposed 1-D convolution: [ConvTranspose2d] on a signal.
///
/// **Shapes**: (N, C, L) → (N, filters, L') with `L' = (L - 1)·s - 2p + d(k-1) + 1 + extra`. Parameters `weight` (C,
/// filters/groups, k) and `bias` (filters). ONNX: ConvTranspose.
///
/// @param filters channels of the output
/// @param window kernel, stride, padding and dilation, of one row
/// @param extra output padding behind
/// @param groups number of groups that channels are divided into
/// @param bias whether a number is added to each output channel
public record ConvTranspose1d(int filters, Window window, int extra, int groups, boolean bias) implements Layer {
    public ConvTranspose1d {
        new Convolving("ConvTranspose1d", filters, window, groups, bias);
        ConvTranspose2d.checkExtra("ConvTranspose1d", extra, window.sw());
    }

    /// Stride 1, no padding, with bias.
    public static ConvTranspose1d of(int filters, int kernel) {
        return new ConvTranspose1d(filters, Window.of(1, kernel), 0, 1, true);
    }

    public ConvTranspose1d stride(int s) {
        return with(window.stride(1, s));
    }

    /// Values that are left out on both sides.
    public ConvTranspose1d padding(int p) {
        return padding(p, p);
    }

    public ConvTranspose1d padding(int before, int behind) {
        return with(window.padding(0, before, 0, behind));
    }

    /// Values more; give the stride first.
    public ConvTranspose1d outputPadding(int more) {
        return new ConvTranspose1d(filters, window, more, groups, bias);
    }

    public ConvTranspose1d dilation(int d) {
        return with(window.dilation(1, d));
    }

    public ConvTranspose1d groups(int g) {
        return new ConvTranspose1d(filters, window, extra, g, bias);
    }

    public ConvTranspose1d noBias() {
        return new ConvTranspose1d(filters, window, extra, groups, false);
    }

    private ConvTranspose1d with(Window w) {
        return new ConvTranspose1d(filters, w, extra, groups, bias);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new Convolving("ConvTranspose1d", filters, window, groups, bias)
                .transposed(scope, x, Images.SIGNAL, 0, extra);
    }
}
