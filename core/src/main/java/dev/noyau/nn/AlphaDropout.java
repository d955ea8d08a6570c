package dev.noyau.nn;

import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.tensor.Shape;

/// Dropout for networks with SELU (Klambauer et al. 2017): in training a value becomes α' = -1.7581 with probability
/// `rate`, and the result is scaled and shifted so that mean 0 and variance 1 stay: with q = 1 - rate,
/// `y = (d ? x : α') · a + b`, `a = (q + α'² · q · rate)^-½`, `b = -a · rate · α'`. Otherwise does nothing.
///
/// **Shapes**: any → the same. ONNX: none; nothing is left of it in use.
public record AlphaDropout(float rate) implements Layer {
    private static final double LOWEST = -1.7580993408473766;

    public AlphaDropout {
        new DropoutMask(rate, 0, Shape.SCALAR);
    }

    public static AlphaDropout of(double rate) {
        return new AlphaDropout((float) rate);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        if (scope.mode() == Mode.INFERENCE || rate == 0) {
            return x;
        }
        double q = 1.0 - rate;
        double a = 1 / Math.sqrt(q + LOWEST * LOWEST * q * rate);
        Arithmetic f = new Arithmetic(scope.builder());
        Value mask = scope.op(new DropoutMask(rate, scope.nextStream(), x.shape()), scope.key());
        Value kept = f.mul(f.mul(x, mask), (float) (q * a));
        // The mask holds 0 or 1/q, so this is b where the value stays and α'·a + b where it does not.
        Value shift = f.add(f.mul(mask, (float) (-LOWEST * a * q)), (float) (LOWEST * a - a * rate * LOWEST));
        return f.add(kept, shift);
    }
}
