package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

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
        if (filters < 1) {
            throw new IllegalArgumentException("Conv2d: the number of filters must be at least 1, found " + filters);
        }
        if (groups < 1 || filters % groups != 0) {
            throw new IllegalArgumentException(
                    "Conv2d: " + filters + " filters cannot be divided into " + groups + " groups");
        }
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

    private Conv2d with(Window w) {
        return new Conv2d(filters, w, groups, bias);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        if (x.shape().rank() != 4) {
            throw new ShapeException(scope.where("Conv2d") + ": expects images (N, C, H, W), found input " + x.shape());
        }
        int c = x.shape().dim(1);
        if (c % groups != 0) {
            throw new ShapeException(scope.where("Conv2d") + ": input " + x.shape() + " has " + c
                    + " channels, which cannot be divided into " + groups + " groups");
        }
        Shape weight = Shape.of(filters, c / groups, window.kh(), window.kw());
        Init init = Init.kaimingUniform(Init.fanIn(weight));
        Value w = scope.parameter("weight", weight, init);
        Value y = scope.op(new dev.noyau.graph.op.Conv2d(window, groups), x, w);
        return bias ? scope.op(new BiasAdd(), y, scope.parameter("bias", Shape.of(filters), init)) : y;
    }
}
