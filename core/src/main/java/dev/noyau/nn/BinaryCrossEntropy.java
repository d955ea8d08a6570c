package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.Shape;

/// Binary cross-entropy of scores (logits), each for itself, as PyTorch's `BCEWithLogitsLoss`: several labels may
/// hold at once, or one for each pixel.
///
/// `L = -mean(p·t·log σ(x) + (1 - t)·log σ(-x))`, finite for scores of any size.
///
/// **Shapes**: any output, targets f32 of the same shape in [0, 1].
///
/// @param positive p, how much more a target of 1 counts than one of 0
public record BinaryCrossEntropy(float positive) implements LossFunction {
    public BinaryCrossEntropy {
        LossChecks.positive("binary cross-entropy", "weight of the positives", positive);
    }

    /// Counts targets of 1 so many times, where they are rare.
    public BinaryCrossEntropy positiveWeight(double weight) {
        return new BinaryCrossEntropy((float) weight);
    }

    @Override
    public String name() {
        return "binary-cross-entropy";
    }

    @Override
    public Type target(Shape output) {
        return Type.f32(output);
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        return Labels.mean(b, each(new Arithmetic(b), output, target, positive));
    }

    /// The loss of every value.
    static Value each(Arithmetic a, Value x, Value t, float positive) {
        Value yes = a.mul(t, a.unary(Unary.Kind.LOG_SIGMOID, x));
        Value no = a.mul(a.sub(1, t), a.unary(Unary.Kind.LOG_SIGMOID, a.mul(x, -1)));
        return a.mul(a.add(positive == 1 ? yes : a.mul(yes, positive), no), -1);
    }
}
