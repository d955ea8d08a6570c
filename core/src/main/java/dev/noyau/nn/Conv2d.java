package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Window;

/// 2-D convolution layer: `y[o,i,j] = b[o] + Σ c,m,q w[o,c,m,q] · x[c, i·s+m·d-p, j·s+q·d-p]`.
///
/// **Shapes**: (N, C, H, W) → (N, filters, H', W') with `H' = ⌊(H + 2p - d(k-1) - 1)/s⌋ + 1`. Parameters `weight`
/// (filters, C/groups, kh, kw) and `bias` (filters), both drawn uniformly in ±1/√(C/groups·kh·kw), the rule of
/// [Linear]. ONNX: Conv.
///
/// @param filters channels of the output
/// @param window kernel, stride, padding and dilation
/// @param groups number of groups that channels are divided into; each filter sees one group
/// @param bias whether a number is added to each output channel
public record Conv2d(int filters, Window window, int groups, boolean bias) implements Layer {
    public Conv2d {
        new Convolving("Conv2d", filters, window, groups, bias);
    }

    /// Square kernel, stride 1, no padding, with bias.
    public static Conv2d of(int filters, int kernel) {
        return of(filters, kernel, kernel);
    }

    /// Stride 1, no padding, with bias.
    public static Conv2d of(int filters, int kernelHeight, int kernelWidth) {
        return new Conv2d(filters, Window.of(kernelHeight, kernelWidth), 1, true);
    }

    public Conv2d stride(int s) {
        return stride(s, s);
    }

    public Conv2d stride(int vertical, int horizontal) {
        return with(window.stride(vertical, horizontal));
    }

    /// Zeros on all four sides.
    public Conv2d padding(int p) {
        return padding(p, p, p, p);
    }

    public Conv2d padding(int top, int left, int bottom, int right) {
        return with(window.padding(top, left, bottom, right));
    }

    /// The padding that keeps the size at stride 1.
    ///
    /// @throws IllegalArgumentException for an even kernel
    public Conv2d same() {
        return with(window.same());
    }

    public Conv2d dilation(int d) {
        return with(window.dilation(d, d));
    }

    public Conv2d groups(int g) {
        return new Conv2d(filters, window, g, bias);
    }

    public Conv2d noBias() {
        return new Conv2d(filters, window, groups, false);
    }

    /// One filter or more for each channel of the input: as many groups as channels (Howard et al. 2017).
    ///
    /// @param channels of the input
    public static Conv2d depthwise(int channels, int kernel) {
        return of(channels, kernel).groups(channels);
    }

    private Conv2d with(Window w) {
        return new Conv2d(filters, w, groups, bias);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new Convolving("Conv2d", filters, window, groups, bias).convolution(scope, x, 4);
    }
}
