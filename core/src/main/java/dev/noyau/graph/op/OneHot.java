package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A new axis with one value at the place that a number names, another elsewhere; numbers outside `[-depth, depth)`
/// name none. ONNX: OneHot.
///
/// **Shapes**: index i64 of any shape, values (2): off and on → index's shape with an axis of size `depth`.
///
/// @param axis where the new axis stands in the result
public record OneHot(int depth, int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Broadcast.is(in.get(0), DType.I64);
        Op.same(new Type(in.get(1).dtype(), Shape.of(2)), in.get(1), "off and on, and values");
        Shape index = in.get(0).shape();
        int a = index.prepend(1).axis(axis);
        int[] dims = IntStream.rangeClosed(0, index.rank())
                .map(i -> i == a ? depth : index.dim(i < a ? i : i - 1))
                .toArray();
        return List.of(new Type(in.get(1).dtype(), Shape.of(dims)));
    }

    /// The new axis as a number from 0 on.
    public int at(Shape index) {
        return axis < 0 ? axis + index.rank() + 1 : axis;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Arithmetic a = new Arithmetic(b);
        List<Integer> all =
                IntStream.range(0, node.output().shape().rank()).boxed().toList();
        Value hot = b.add(this, node.input(0), b.constant(Tensor.of(Shape.of(2), 0, 1)));
        Value on = b.add(new ReduceSum(all, false), a.mul(Op.only(dy), hot));
        Value off = b.add(new ReduceSum(all, false), a.mul(Op.only(dy), a.sub(1, hot)));
        Shape one = Shape.of(1);
        Value both = b.add(new Concat(0), b.add(new Reshape(one), off), b.add(new Reshape(one), on));
        return Op.inputs(null, both);
    }
}
