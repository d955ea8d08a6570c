package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.GatherElements;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.TopK;
import dev.noyau.graph.op.Transpose;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Lovász-softmax: a convex surrogate of the intersection over union, so that training minimises what segmentation is
/// measured by (Berman, Rannen Triki, Blaschko 2018):
///
/// ```
/// e_i = abs(t_i - p_i)             errors of the pixels of the batch, for each class; sorted, largest first
/// J_i = 1 - (T - Σ_{k≤i} t_k) / (T + Σ_{k≤i} (1 - t_k))    T = Σ t
/// L = mean over the classes in the batch of Σ_i e_i · (J_i - J_{i-1})
/// ```
///
/// **Shapes**: output (N, C, ...) with targets i64 (N, ...).
///
/// @param ignored the label of places that do not count
public record LovaszSoftmax(long ignored) implements LabelLoss {
    /// Leaves places with this label out.
    public LovaszSoftmax ignoring(long label) {
        return new LovaszSoftmax(label);
    }

    @Override
    public String name() {
        return "lovasz-softmax";
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        Arithmetic a = new Arithmetic(b);
        Value x = Labels.scores(b, output, target, ignored);
        Value p = b.add(new Exp(), Labels.logSoftmax(b, x));
        Value truth = Labels.oneHot(b, target, x.shape().dim(1), ignored);
        Value miss = a.unary(Unary.Kind.ABS, a.sub(truth, p));
        // Places without a label have no error and no truth: they come last and add nothing.
        Value error = ignored == Labels.NONE ? miss : a.mul(miss, Labels.valid(b, target, ignored));
        Value t = lines(b, truth);
        int pixels = t.shape().dim(1);
        List<Value> sorted = b.addAll(new TopK(pixels, 1, true), lines(b, error));
        Value truths = b.add(new GatherElements(1), t, sorted.get(1));
        Value total = a.sum(t, List.of(1));
        Value weights = differences(b, jaccard(a, truths, total));
        Value perClass = a.sum(a.mul(sorted.get(0), weights), List.of(1));
        Value present = a.min(total, 1);
        return a.div(Labels.sum(b, a.mul(perClass, present)), a.max(Labels.sum(b, present), 1));
    }

    /// (N, C, ...) as a line of all pixels of the batch for each class: (C, pixels).
    private static Value lines(GraphBuilder b, Value x) {
        Shape s = x.shape();
        int inner = (int) s.size(2, s.rank());
        Value flat = b.add(new Reshape(Shape.of(s.dim(0), s.dim(1), inner)), x);
        return b.add(new Reshape(Shape.of(s.dim(1), s.dim(0) * inner)), b.add(Transpose.of(1, 0, 2), flat));
    }

    private static Value jaccard(Arithmetic a, Value truths, Value total) {
        Value found = a.b().add(new CumSum(1, false, false), truths);
        Value others = a.b().add(new CumSum(1, false, false), a.sub(1, truths));
        return a.sub(1, a.div(a.sub(total, found), a.max(a.add(total, others), 1)));
    }

    /// Each value minus the one before it, 0 before the first.
    private static Value differences(GraphBuilder b, Value j) {
        Value before = b.add(new Pad(List.of(0, 1, 0, -1), Pad.Mode.CONSTANT, 0), j);
        return new Arithmetic(b).sub(j, before);
    }
}
