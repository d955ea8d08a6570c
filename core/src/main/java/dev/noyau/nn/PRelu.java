package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;

/// Rectifier with a trained slope for each channel: `y = x > 0 ? x : w_c · x` (He et al. 2015).
///
/// **Shapes**: (N, C, ...) → the same. Parameter `weight` (C), or (1) when shared, at first `slope`. ONNX: PRelu.
///
/// @param slope the slopes at the beginning
/// @param shared whether all channels have one slope
public record PRelu(float slope, boolean shared) implements Layer {
    public PRelu() {
        this(0.25f, false);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        Shape s = x.shape();
        if (s.rank() < 2) {
            throw new ShapeException(scope.where("PRelu") + ": expects (N, C, ...), found input " + s);
        }
        int count = shared ? 1 : s.dim(1);
        Value w = scope.parameter("weight", Shape.of(count), new Init.Constant(slope));
        int[] column = new int[s.rank() - 1];
        Arrays.fill(column, 1);
        column[0] = count;
        return scope.op(
                new dev.noyau.graph.op.PRelu(), x, scope.op(new dev.noyau.graph.op.Reshape(Shape.of(column)), w));
    }
}
