package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Exp;
import java.util.List;
import java.util.stream.IntStream;

/// How little predicted and true regions overlap, for a map of probabilities p and a map of truths t (0 or 1): the
/// index of Tversky (Salehi, Erdogmus, Gholipour 2017), with α = β = ½ that of Dice (Milletari, Navab, Ahmadi 2016):
///
/// ```
/// hit = Σ p·t     wrong = Σ p·(1 - t)     missed = Σ (1 - p)·t
/// L = 1 - mean((hit + s) / (hit + α·wrong + β·missed + s))
/// Dice: L = 1 - mean((2·Σ p·t + S) / (Σ p + Σ t + S)),  S = 2s
/// ```
///
/// Sums are over the pixels, and over the batch too where asked for; the mean is over what is left: classes and
/// samples.
///
/// **Shapes**: over classes (softmax) an output (N, C, ...) with targets i64 (N, ...); binary (sigmoid) an output (N,
/// K, ...) with targets f32 of the same shape.
///
/// @param alpha how much counts what is found wrongly
/// @param beta how much counts what is missed
/// @param smooth s, which also says what two empty regions are worth: a perfect overlap
/// @param binary whether every map is for itself
/// @param wholeBatch whether a region is that of all samples together
/// @param ignored the label of places that do not count
public record Overlap(float alpha, float beta, float smooth, boolean binary, boolean wholeBatch, long ignored)
        implements LabelLoss {
    public Overlap {
        LossChecks.notNegative("tversky", "alpha", alpha);
        LossChecks.notNegative("tversky", "beta", beta);
        LossChecks.positive("tversky", "smoothing number", smooth);
    }

    /// Adds S = `s` to both sides of Dice's fraction, s/2 to those of Tversky's.
    public Overlap smooth(double s) {
        return new Overlap(alpha, beta, (float) (s / 2), binary, wholeBatch, ignored);
    }

    /// Takes all samples of a batch as one image, which is steadier where a class is often absent.
    public Overlap overBatch() {
        return new Overlap(alpha, beta, smooth, binary, true, ignored);
    }

    /// Leaves places with this label out.
    public Overlap ignoring(long label) {
        if (binary) {
            throw new IllegalArgumentException(name() + ": the binary form has no labels that could be ignored");
        }
        return new Overlap(alpha, beta, smooth, false, wholeBatch, label);
    }

    @Override
    public String name() {
        return (binary ? "binary-" : "") + (alpha == 0.5f && beta == 0.5f ? "dice" : "tversky");
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        Arithmetic a = new Arithmetic(b);
        if (binary) {
            return loss(a, a.sigmoid(output), target);
        }
        Value x = Labels.scores(b, output, target, ignored);
        Value p = b.add(new Exp(), Labels.logSoftmax(b, x));
        Value t = Labels.oneHot(b, target, x.shape().dim(1), ignored);
        return loss(a, ignored == Labels.NONE ? p : a.mul(p, Labels.valid(b, target, ignored)), t);
    }

    private Value loss(Arithmetic a, Value p, Value t) {
        List<Integer> axes = IntStream.range(0, p.shape().rank())
                .filter(i -> i != 1 && (i != 0 || wholeBatch))
                .boxed()
                .toList();
        Value hit = a.sum(a.mul(p, t), axes);
        Value wrong = a.sub(a.sum(p, axes), hit);
        Value missed = a.sub(a.sum(t, axes), hit);
        Value all = a.add(hit, a.add(a.mul(wrong, alpha), a.mul(missed, beta)));
        return a.sub(1, Labels.mean(a.b(), a.div(a.add(hit, smooth), a.add(all, smooth))));
    }
}
