package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.Shape;

/// Kullback-Leibler divergence of the softmax of scores from probabilities that are to be met, as those of a teacher
/// (Hinton, Vinyals, Dean 2015) or of mixed images: `L = 1/M · Σ t·(log t - log softmax(x))`, M samples or pixels; the
/// term is 0 where t is.
///
/// **Shapes**: output (N, C, ...), targets f32 of the same shape that add up to 1 over the classes.
public record KlDivergence() implements LossFunction {
    @Override
    public String name() {
        return "kl-divergence";
    }

    @Override
    public Type target(Shape output) {
        return Type.f32(output);
    }

    /// The classes that the targets are probabilities of.
    @Override
    public int classes(Shape output) {
        return output.dim(1);
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        return ofLogProbabilities(b, Labels.logSoftmax(b, output), target);
    }

    /// The loss of logarithms of probabilities instead of scores: PyTorch's `KLDivLoss`, reduction `batchmean`.
    public Value ofLogProbabilities(GraphBuilder b, Value logs, Value target) {
        Arithmetic a = new Arithmetic(b);
        Shape s = logs.shape();
        Value logTarget = a.unary(Unary.Kind.LOG, a.max(target, Float.MIN_NORMAL));
        Value sum = Labels.sum(b, a.mul(target, a.sub(logTarget, logs)));
        return a.mul(sum, (float) s.dim(1) / s.size());
    }
}
