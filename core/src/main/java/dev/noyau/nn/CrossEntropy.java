package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.SoftmaxCrossEntropy;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Softmax cross-entropy of scores (logits) against class numbers, as PyTorch's `CrossEntropyLoss`:
///
/// ```
/// l_m = -w[t] · log softmax(x)[t]                                          t the label of place m
/// l_m = (1 - ε)·l_m - ε/C · Σ_c w[c]·log softmax(x)[c]                     label smoothing
/// L = Σ_m l_m / Σ_m w[t_m]                                                 over the places with a label
/// ```
///
/// A batch in which no place has a label has the loss 0. Label smoothing: Szegedy et al. 2016.
///
/// **Shapes**: output (N, C, ...) with targets i64 (N, ...), a class for each sample or pixel; an output (N, C, 1, 1)
/// takes targets (N). ONNX: SoftmaxCrossEntropyLoss.
///
/// @param weights w, one for each class; empty for 1
/// @param smoothing ε, the share of each label that is spread over all classes
/// @param ignored the label of places that do not count, as 255; see [#ignoring(long)]
/// @param summed whether the places are summed, not averaged
public record CrossEntropy(List<Float> weights, float smoothing, long ignored, boolean summed) implements LabelLoss {
    public CrossEntropy {
        weights = List.copyOf(weights);
        for (float w : weights) {
            LossChecks.notNegative("cross-entropy", "weight of a class", w);
        }
        LossChecks.smoothing("cross-entropy", smoothing);
    }

    static CrossEntropy plain() {
        return new CrossEntropy(List.of(), 0, Labels.NONE, false);
    }

    /// With a weight for each class, so that rare ones count more.
    public CrossEntropy weights(float... classes) {
        List<Float> w = new ArrayList<>();
        for (float c : classes) {
            w.add(c);
        }
        return new CrossEntropy(w, smoothing, ignored, summed);
    }

    public CrossEntropy smoothing(double share) {
        return new CrossEntropy(weights, (float) share, ignored, summed);
    }

    /// Leaves places with this label out.
    public CrossEntropy ignoring(long label) {
        return new CrossEntropy(weights, smoothing, label, summed);
    }

    /// The sum over all places instead of the mean.
    public CrossEntropy summing() {
        return new CrossEntropy(weights, smoothing, ignored, true);
    }

    @Override
    public String name() {
        return "softmax-cross-entropy";
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        if (weights.isEmpty() && smoothing == 0) {
            return ofScores(new Arithmetic(b), Labels.scores(b, output), target);
        }
        return weighted(b, Labels.logSoftmax(b, Labels.scores(b, output, target, ignored)), target);
    }

    /// A score beside which all others vanish: `log softmax` of it is 0.
    private static final float CERTAIN = 1e4f;

    /// The fused operation, which knows neither weights nor places without a label: there the scores are replaced by
    /// certainty of class 0, and the label by class 0, so that the place adds nothing and learns nothing.
    private Value ofScores(Arithmetic a, Value x, Value target) {
        GraphBuilder b = a.b();
        float places = target.shape().size();
        if (ignored == Labels.NONE) {
            Value mean = b.add(new SoftmaxCrossEntropy(), x, target);
            return summed ? a.mul(mean, places) : mean;
        }
        List<Float> certain = new ArrayList<>(Collections.nCopies(x.shape().dim(1), 0f));
        certain.set(0, CERTAIN);
        Value instead = Labels.perClass(b, certain, x.shape().rank());
        Value valid = Labels.valid(b, target, ignored);
        Value scores = Labels.labelled(a, x, valid, instead);
        Value zero = b.constant(Tensor.ofLongs(Shape.SCALAR, 0));
        Value none = a.equal(target, b.constant(Tensor.ofLongs(Shape.SCALAR, ignored)));
        Value mean = b.add(new SoftmaxCrossEntropy(), scores, a.where(none, zero, target));
        Value sum = a.mul(mean, places);
        return summed ? sum : a.div(sum, a.max(Labels.sum(b, valid), 1));
    }

    /// The loss of logarithms of probabilities instead of scores: PyTorch's `NLLLoss`.
    public Value ofLogProbabilities(GraphBuilder b, Value logs, Value target) {
        return weighted(b, Labels.scores(b, logs, target, ignored), target);
    }

    /// @param logs with 0 where there is no label
    private Value weighted(GraphBuilder b, Value logs, Value target) {
        Arithmetic a = new Arithmetic(b);
        int classes = logs.shape().dim(1);
        if (!weights.isEmpty() && weights.size() != classes) {
            throw new ShapeException("cross-entropy: there are weights for " + weights.size() + " classes, the output "
                    + logs.shape() + " has " + classes);
        }
        Value hot = Labels.oneHot(b, target, classes, ignored);
        Value counted = weights.isEmpty()
                ? hot
                : a.mul(hot, Labels.perClass(b, weights, logs.shape().rank()));
        Value share = smoothing == 0 ? counted : smoothed(a, counted, target, logs.shape());
        Value sum = a.sub(0, Labels.sum(b, a.mul(share, logs)));
        return summed ? sum : a.div(sum, a.max(Labels.sum(b, counted), Float.MIN_NORMAL));
    }

    private Value smoothed(Arithmetic a, Value counted, Value target, Shape scores) {
        Value spread = Labels.valid(a.b(), target, ignored);
        if (!weights.isEmpty()) {
            spread = a.mul(spread, Labels.perClass(a.b(), weights, scores.rank()));
        }
        return a.add(a.mul(counted, 1 - smoothing), a.mul(spread, smoothing / scores.dim(1)));
    }
}
