package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.tensor.Shape;

/// Softmax cross-entropy of scores (logits) against probabilities of the classes, as those of mixed images (Zhang et
/// al.
/// 2018), as PyTorch's `CrossEntropyLoss` with such targets: `L = -1/M · Σ t'·log softmax(x)`, M samples or pixels,
/// with
/// `t' = (1 - ε)·t + ε/C`. Where a target is 1 for one class it is the loss of [CrossEntropy].
///
/// **Shapes**: output (N, C, ...), targets f32 of the same shape that add up to 1 over the classes.
///
/// @param smoothing ε, the share of each target that is spread over all classes (Szegedy et al. 2016)
public record SoftCrossEntropy(float smoothing) implements LossFunction {
    public SoftCrossEntropy {
        LossChecks.smoothing("soft-cross-entropy", smoothing);
    }

    public SoftCrossEntropy smoothing(double share) {
        return new SoftCrossEntropy((float) share);
    }

    @Override
    public String name() {
        return "soft-cross-entropy";
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
        Arithmetic a = new Arithmetic(b);
        Shape s = output.shape();
        int classes = s.dim(1);
        Value t = smoothing == 0 ? target : a.add(a.mul(target, 1 - smoothing), smoothing / classes);
        return a.mul(Labels.sum(b, a.mul(t, Labels.logSoftmax(b, output))), -(float) classes / s.size());
    }
}
