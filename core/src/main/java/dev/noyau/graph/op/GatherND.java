package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Takes values or slices by tuples of numbers, which are the last axis of the index; the first `batchDims` axes are
/// those of both. Negative numbers count from the end. ONNX: GatherND.
///
/// **Shapes**: x of rank r, index i64 (B.., I.., k) → (B.., I.., x's axes from batchDims + k on).
public record GatherND(int batchDims) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Broadcast.is(in.get(1), DType.I64);
        Shape x = in.get(0).shape();
        Shape index = in.get(1).shape();
        int k = index.rank() == 0 ? 0 : index.dim(-1);
        boolean fits = k > 0 && batchDims >= 0 && batchDims < index.rank() && batchDims + k <= x.rank();
        for (int a = 0; fits && a < batchDims; a++) {
            fits = x.dim(a) == index.dim(a);
        }
        if (!fits) {
            throw new ShapeException(
                    "indices " + index + " do not fit values " + x + " with " + batchDims + " batch axes");
        }
        int[] dims = IntStream.concat(
                        IntStream.range(0, index.rank() - 1).map(index::dim),
                        IntStream.range(batchDims + k, x.rank()).map(x::dim))
                .toArray();
        return List.of(new Type(in.get(0).dtype(), Shape.of(dims)));
    }

    /// The batch axes become part of the tuples, for [ScatterND] knows none.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value zeros = b.add(new BroadcastTo(node.input(0).shape()), b.constant(0));
        Value index = node.input(1);
        for (int a = batchDims - 1; a >= 0; a--) {
            Shape one = index.shape().with(-1, 1);
            int[] along = new int[one.rank()];
            Arrays.fill(along, 1);
            along[a] = one.dim(a);
            long[] numbers = LongStream.range(0, one.dim(a)).toArray();
            Value batch = b.add(new BroadcastTo(one), b.constant(Tensor.ofLongs(Shape.of(along), numbers)));
            index = b.add(new Concat(-1), batch, index);
        }
        Value dx = b.add(new ScatterND(ScatterElements.Reduction.ADD), zeros, index, Op.only(dy));
        return Op.inputs(dx, null);
    }
}
