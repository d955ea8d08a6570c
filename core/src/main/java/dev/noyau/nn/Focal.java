package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Pow;
import dev.noyau.graph.op.Unary;

/// Focal loss: cross-entropy in which what is already right counts little (Lin et al. 2017, "Focal Loss for Dense
/// Object Detection"): `L = mean(-α_t · (1 - p_t)^γ · log p_t)`, p_t the probability that is given to the truth.
///
/// **Shapes**: over classes (softmax) an output (N, C, ...) with targets i64 (N, ...), the mean over the places with a
/// label; binary (sigmoid) any output with targets f32 of the same shape, the mean over all values.
///
/// @param gamma γ; 0 is cross-entropy, the paper's value 2
/// @param alpha weight of a target of 1 where binary, that of a target of 0 is 1 - α; NaN for no weights
/// @param binary whether every output is for itself
/// @param ignored the label of places that do not count
public record Focal(float gamma, float alpha, boolean binary, long ignored) implements LabelLoss {
    public Focal {
        LossChecks.notNegative("focal", "gamma", gamma);
        if (!Float.isNaN(alpha) && !(binary && alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException(
                    "focal: alpha must be in [0, 1] and is for the binary form only, found " + alpha);
        }
    }

    /// With a share of the weight for the targets of 1; the paper's value is 0.25.
    public Focal alpha(double share) {
        return new Focal(gamma, (float) share, binary, ignored);
    }

    /// Leaves places with this label out.
    public Focal ignoring(long label) {
        if (binary) {
            throw new IllegalArgumentException("focal: the binary form has no labels that could be ignored");
        }
        return new Focal(gamma, alpha, false, label);
    }

    @Override
    public String name() {
        return binary ? "binary-focal" : "focal";
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        return binary ? ofValues(new Arithmetic(b), output, target) : ofClasses(new Arithmetic(b), output, target);
    }

    /// Σ over the classes of `onehot · (1 - p)^γ · log p`; other classes than the label's are multiplied by 0.
    private Value ofClasses(Arithmetic a, Value output, Value target) {
        GraphBuilder b = a.b();
        Value logs = Labels.logSoftmax(b, Labels.scores(b, output, target, ignored));
        Value hot = Labels.oneHot(b, target, logs.shape().dim(1), ignored);
        Value rest = a.max(a.sub(1, b.add(new Exp(), logs)), LEAST);
        Value sum = Labels.sum(b, a.mul(hot, a.mul(b.add(new Pow(), rest, b.constant(gamma)), logs)));
        return a.div(a.sub(0, sum), a.max(Labels.sum(b, hot), 1));
    }

    /// Keeps the slope of a power below 1 finite.
    private static final float LEAST = 1e-7f;

    /// `1 - p_t = σ(-x)` for a target of 1 and `σ(x)` for one of 0; powers are taken of its logarithm.
    private Value ofValues(Arithmetic a, Value x, Value t) {
        Value logYes = a.unary(Unary.Kind.LOG_SIGMOID, x);
        Value logNo = a.unary(Unary.Kind.LOG_SIGMOID, a.mul(x, -1));
        Value yes = a.mul(t, a.mul(a.exp(a.mul(logNo, gamma)), logYes));
        Value no = a.mul(a.sub(1, t), a.mul(a.exp(a.mul(logYes, gamma)), logNo));
        Value both = Float.isNaN(alpha) ? a.add(yes, no) : a.add(a.mul(yes, alpha), a.mul(no, 1 - alpha));
        return a.mul(Labels.mean(a.b(), both), -1);
    }
}
