package dev.noyau.nn;

import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.Mul;

/// In training sets each value to 0 with probability `rate` and multiplies the rest by 1/(1 - rate); otherwise does
/// nothing (Srivastava et al. 2014): `y = m·x / (1 - rate)`, m of each value 0 or 1.
///
/// **Shapes**: any → the same. ONNX: Dropout.
public record Dropout(float rate) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("Dropout: the rate must be in [0, 1), found " + rate);
        }
    }

    public static Dropout of(double rate) {
        return new Dropout((float) rate);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        if (scope.mode() == Mode.INFERENCE || rate == 0) {
            return x;
        }
        return scope.op(new Mul(), x, scope.op(new DropoutMask(rate, scope.nextStream(), x.shape()), scope.key()));
    }
}
