package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Triplet loss: an anchor should be nearer to its kind than to others by a margin (Schroff, Kalenichenko, Philbin
/// 2015).
///
/// `L = mean(max(0, ‖a - p‖ - ‖a - n‖ + margin))`
///
/// As a loss of a network its triplets are the hardest of the batch (Hermans, Beyer, Leibe 2017): for each sample the
/// farthest of the same label and the nearest of another; a sample without either counts 0.
///
/// **Shapes**: output (N, D), targets i64 (N), any numbers.
///
/// @param epsilon added to each difference, as PyTorch's `TripletMarginLoss` does, so that no distance is 0
public record Triplet(float margin, float epsilon) implements LossFunction {
    /// Farther than any two vectors.
    private static final float FAR = 1e30f;

    public Triplet {
        LossChecks.positive("triplet", "margin", margin);
        LossChecks.positive("triplet", "epsilon", epsilon);
    }

    @Override
    public String name() {
        return "triplet";
    }

    @Override
    public Type target(Shape output) {
        return Type.i64(Shape.of(LossChecks.vectors(name(), output).dim(0)));
    }

    @Override
    public Value apply(GraphBuilder b, Value output, Value target) {
        Arithmetic a = new Arithmetic(b);
        Shape s = LossChecks.vectors(name(), output.shape());
        int n = s.dim(0);
        Value rows = b.add(new Reshape(Shape.of(n, 1, s.dim(1))), output);
        Value columns = b.add(new Reshape(Shape.of(1, n, s.dim(1))), output);
        Value distances = length(a, a.sub(rows, columns), 2);
        Value same = Labels.same(b, target);
        Value farthest = b.add(new Reduce(Reduce.Kind.MAX, List.of(1), false), a.where(same, distances, 0));
        Value nearest = b.add(new Reduce(Reduce.Kind.MIN, List.of(1), false), a.where(same, FAR, distances));
        // The sample itself is always of the same label, at the distance ε·√D: two of a kind are needed.
        Value kin = b.add(new ReduceSum(List.of(1), false), b.add(new Cast(DType.F32), same));
        Value counts = b.add(new Cast(DType.F32), a.greater(kin, 1));
        return Labels.mean(b, a.mul(counts, hinge(a, farthest, nearest)));
    }

    /// The loss of given triplets.
    ///
    /// **Shapes**: three times (N, D) → scalar.
    public Value of(GraphBuilder b, Value anchor, Value positive, Value negative) {
        Arithmetic a = new Arithmetic(b);
        Value near = length(a, a.sub(anchor, positive), 1);
        Value far = length(a, a.sub(anchor, negative), 1);
        return Labels.mean(b, hinge(a, near, far));
    }

    private Value length(Arithmetic a, Value difference, int axis) {
        Value squares = a.b().add(new ReduceSum(List.of(axis), false), a.square(a.add(difference, epsilon)));
        return a.unary(Unary.Kind.SQRT, squares);
    }

    private Value hinge(Arithmetic a, Value near, Value far) {
        return a.max(a.add(a.sub(near, far), margin), 0);
    }
}
