package dev.noyau.nn;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.Not;
import dev.noyau.graph.op.OneHot;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Reshape;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What losses over classes share: scores with their classes on axis 1, and a number of a class for each place.
///
/// **Shapes**: scores (N, C, ...), labels i64 (N, ...); scores (N, C, 1, 1) take labels (N).
final class Labels {
    /// Names no class, so that nothing is left out.
    static final long NONE = Long.MIN_VALUE;

    private Labels() {}

    /// A map of one pixel is one answer: (N, C, 1, 1) counts as (N, C).
    static Shape scores(Shape output) {
        return output.rank() > 2 && output.size(2, output.rank()) == 1
                ? Shape.of(output.dim(0), output.dim(1))
                : output;
    }

    static Value scores(GraphBuilder b, Value output) {
        Shape s = scores(output.shape());
        return s.equals(output.shape()) ? output : b.add(new Reshape(s), output);
    }

    /// Scores whose places without a label are 0: nothing of such a place reaches the loss or comes back.
    static Value scores(GraphBuilder b, Value output, Value labels, long ignored) {
        Value x = scores(b, output);
        return ignored == NONE ? x : labelled(new Arithmetic(b), x, valid(b, labels, ignored), b.constant(0));
    }

    /// The type of the labels of an output.
    static Type type(Shape output) {
        Shape s = scores(output);
        return Type.i64(Shape.of(
                IntStream.range(0, s.rank()).filter(a -> a != 1).map(s::dim).toArray()));
    }

    /// 1 where the label names the class and 0 elsewhere, and only zeros where it is `ignored`.
    ///
    /// **Shapes**: labels (N, ...) → (N, C, ...).
    static Value oneHot(GraphBuilder b, Value labels, int classes, long ignored) {
        Value zeroOne = b.add(new Constant(Tensor.of(Shape.of(2), 0, 1)));
        Value hot = b.add(new OneHot(classes, 1), labels, zeroOne);
        // A number from -C on would count from the last class, so it is masked as one of 0 to C-1 is.
        return ignored < -classes || ignored >= classes ? hot : new Arithmetic(b).mul(hot, valid(b, labels, ignored));
    }

    /// 1 where there is a label and 0 where it is `ignored`.
    ///
    /// **Shapes**: labels (N, ...) → (N, 1, ...).
    static Value valid(GraphBuilder b, Value labels, long ignored) {
        Shape s = labels.shape();
        Value none = b.constant(Tensor.ofLongs(Shape.SCALAR, ignored));
        Value yes = b.add(new Not(), new Arithmetic(b).equal(labels, none));
        int[] dims = IntStream.range(0, s.rank() + 1)
                .map(i -> i == 0 ? s.dim(0) : i == 1 ? 1 : s.dim(i - 1))
                .toArray();
        return b.add(new Cast(DType.F32), b.add(new Reshape(Shape.of(dims)), yes));
    }

    /// The scores where there is a label, and what stands in for them where there is none: taken, not multiplied
    /// by 0, which leaves an infinite score no number.
    ///
    /// **Shapes**: scores (N, C, ...), valid (N, 1, ...) → (N, C, ...).
    ///
    /// @param valid as [#valid(GraphBuilder, Value, long)] says it
    static Value labelled(Arithmetic a, Value scores, Value valid, Value instead) {
        // Of the shape of the scores, so that the choice is a part of one pass over them.
        Value everywhere = a.b().add(new BroadcastTo(scores.shape()), valid);
        return a.where(a.greater(everywhere, 0), scores, instead);
    }

    /// Which two samples have the same label.
    ///
    /// **Shapes**: labels (N) → (N, N), bool.
    static Value same(GraphBuilder b, Value labels) {
        int n = labels.shape().dim(0);
        Value rows = b.add(new Reshape(Shape.of(n, 1)), labels);
        Value columns = b.add(new Reshape(Shape.of(1, n)), labels);
        return new Arithmetic(b).equal(rows, columns);
    }

    static Value logSoftmax(GraphBuilder b, Value scores) {
        return b.add(new LogSoftmax(1), scores);
    }

    /// Numbers of the classes, (C), broadcast over (N, C, ...).
    static Value perClass(GraphBuilder b, List<Float> numbers, int rank) {
        int[] dims = new int[rank - 1];
        Arrays.fill(dims, 1);
        dims[0] = numbers.size();
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return b.constant(Tensor.wrap(Shape.of(dims), values));
    }

    /// The sum of all values, a scalar.
    static Value sum(GraphBuilder b, Value x) {
        return b.add(new ReduceSum(IntStream.range(0, x.shape().rank()).boxed().toList(), false), x);
    }

    /// The mean of all values, a scalar.
    static Value mean(GraphBuilder b, Value x) {
        return new Arithmetic(b).div(sum(b, x), b.constant(x.shape().size()));
    }
}
