package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Window;

/// Transposed 2-D convolution, the usual way up in a decoder: each input pixel adds its filters, weighted, to a
/// window of the output: `y[o,i,j] = b[o] + Σ w[c,o,m,q] · x[c,u,v]` over all u, v, m, q with `u·s + m·d - p = i`
/// and `v·s + q·d - p = j`. It is the gradient of the [Conv2d] with the same window with respect to its input
/// (Dumoulin and Visin 2016).
///
/// **Shapes**: (N, C, H, W) → (N, filters, H', W') with `H' = (H - 1)·s - 2p + d(k-1) + 1 + extra`. Parameters `weight`
/// (C, filters/groups, kh, kw) and `bias` (filters), both drawn uniformly in ±1/√(filters/groups·kh·kw), as PyTorch
/// does. ONNX: ConvTranspose.
///
/// @param filters channels of the output
/// @param window kernel, stride, padding and dilation
/// @param extraH rows of output padding below: a convolution of stride s gives the same size for s input sizes, and
/// this chooses one
/// @param extraW columns of output padding on the right
/// @param groups number of groups that channels are divided into
/// @param bias whether a number is added to each output channel
public record ConvTranspose2d(int filters, Window window, int extraH, int extraW, int groups, boolean bias)
        implements Layer {
    public ConvTranspose2d {
        new Convolving("ConvTranspose2d", filters, window, groups, bias);
        checkExtra("ConvTranspose2d", extraH, window.sh());
        checkExtra("ConvTranspose2d", extraW, window.sw());
    }

    static void checkExtra(String name, int extra, int stride) {
        if (extra < 0 || extra >= stride) {
            throw new IllegalArgumentException(name + ": output padding must be at least 0 and smaller than the stride "
                    + stride + ", found " + extra);
        }
    }

    /// Square kernel, stride 1, no padding, with bias.
    public static ConvTranspose2d of(int filters, int kernel) {
        return of(filters, kernel, kernel);
    }

    /// Stride 1, no padding, with bias.
    public static ConvTranspose2d of(int filters, int kernelHeight, int kernelWidth) {
        return new ConvTranspose2d(filters, Window.of(kernelHeight, kernelWidth), 0, 0, 1, true);
    }

    public ConvTranspose2d stride(int s) {
        return stride(s, s);
    }

    public ConvTranspose2d stride(int vertical, int horizontal) {
        return with(window.stride(vertical, horizontal));
    }

    /// Rows and columns that are left out on all four sides.
    public ConvTranspose2d padding(int p) {
        return padding(p, p, p, p);
    }

    public ConvTranspose2d padding(int top, int left, int bottom, int right) {
        return with(window.padding(top, left, bottom, right));
    }

    /// Rows and columns more; give the stride first.
    public ConvTranspose2d outputPadding(int extra) {
        return outputPadding(extra, extra);
    }

    public ConvTranspose2d outputPadding(int rows, int columns) {
        return new ConvTranspose2d(filters, window, rows, columns, groups, bias);
    }

    public ConvTranspose2d dilation(int d) {
        return with(window.dilation(d, d));
    }

    public ConvTranspose2d groups(int g) {
        return new ConvTranspose2d(filters, window, extraH, extraW, g, bias);
    }

    public ConvTranspose2d noBias() {
        return new ConvTranspose2d(filters, window, extraH, extraW, groups, false);
    }

    private ConvTranspose2d with(Window w) {
        return new ConvTranspose2d(filters, w, extraH, extraW, groups, bias);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return new Convolving("ConvTranspose2d", filters, window, groups, bias).transposed(scope, x, 4, extraH, extraW);
    }
}
