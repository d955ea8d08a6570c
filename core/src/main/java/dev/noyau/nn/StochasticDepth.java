package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.tensor.Shape;

/// Stochastic depth (Huang et al. 2016), as the last layer of a residual's body: in training the whole branch is left
/// out for a sample with probability `rate`, else multiplied by 1/(1 - rate); otherwise does nothing: `y[n] = m[n]·x[n]
/// / (1 - rate)`, m 0 or 1.
///
/// **Shapes**: (N, ...) → the same. ONNX: none; nothing is left of it in use.
public record StochasticDepth(float rate) implements Layer {
    public StochasticDepth {
        new DropoutMask(rate, 0, Shape.SCALAR);
    }

    public static StochasticDepth of(double rate) {
        return new StochasticDepth((float) rate);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return Dropout2d.apply(scope, "StochasticDepth", x, rate, 1);
    }
}
