package dev.noyau.nn;

import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.Mul;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;

/// Spatial dropout (Tompson et al. 2015): in training sets whole channels of an image to 0 with probability `rate` and
/// multiplies the rest by 1/(1 - rate); otherwise does nothing. Neighbouring pixels are alike, so dropping single ones
/// would hide little. `y[n, c] = m[n, c]·x[n, c] / (1 - rate)`, m 0 or 1.
///
/// **Shapes**: (N, C, ...) → the same. ONNX: none; nothing is left of it in use.
public record Dropout2d(float rate) implements Layer {
    public Dropout2d {
        new DropoutMask(rate, 0, Shape.SCALAR);
    }

    public static Dropout2d of(double rate) {
        return new Dropout2d((float) rate);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return apply(scope, "Dropout2d", x, rate, 2);
    }

    /// One number for all values that share the first `axes` axes.
    static Value apply(Scope scope, String layer, Value x, float rate, int axes) {
        if (x.shape().rank() < axes) {
            throw new ShapeException(
                    scope.where(layer) + ": expects at least " + axes + " axes, found input " + x.shape());
        }
        if (scope.mode() == Mode.INFERENCE || rate == 0) {
            return x;
        }
        int[] d = x.shape().dims();
        Arrays.fill(d, axes, d.length, 1);
        return scope.op(new Mul(), x, scope.op(new DropoutMask(rate, scope.nextStream(), Shape.of(d)), scope.key()));
    }
}
