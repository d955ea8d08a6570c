package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.Shape;
import java.util.Locale;

/// How far numbers are from those that they should be, `d = x - t`, averaged over all values:
///
/// | kind | formula | PyTorch |
/// |---|---|---|
/// | `MSE` | `d²` | `MSELoss` |
/// | `L1` | `abs d` | `L1Loss` |
/// | `HUBER` | `d²/2` up to δ, then `δ·(abs d - δ/2)` (Huber 1964) | `HuberLoss` |
/// | `SMOOTH_L1` | Huber's divided by δ (Girshick 2015) | `SmoothL1Loss` with β = δ |
///
/// **Shapes**: any output, targets f32 of the same shape.
///
/// @param delta δ, from which on errors count by their size only
public record Regression(Kind kind, float delta) implements LossFunction {
    /// The formulas.
    public enum Kind {
        MSE,
        L1,
        HUBER,
        SMOOTH_L1
    }

    public Regression {
        LossChecks.positive(kind.name().toLowerCase(Locale.ROOT), "delta", delta);
    }

    @Override
    public String name() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Type target(Shape output) {
        return Type.f32(output);
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        Arithmetic a = new Arithmetic(b);
        Value d = a.sub(output, target);
        Value each = switch (kind) {
            case MSE -> a.square(d);
            case L1 -> a.unary(Unary.Kind.ABS, d);
            case HUBER -> huber(a, d);
            case SMOOTH_L1 -> a.mul(huber(a, d), 1 / delta);
        };
        return Labels.mean(b, each);
    }

    /// With q = min(|d|, δ) both branches are q·(|d| - q/2).
    private Value huber(Arithmetic a, Value d) {
        Value size = a.unary(Unary.Kind.ABS, d);
        Value q = a.min(size, delta);
        return a.mul(q, a.sub(size, a.mul(q, 0.5f)));
    }
}
