package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Takes slices along an axis by number: `y[.., i.., ..] = x[.., index[i..], ..]`. Negative numbers count from the end.
/// ONNX: Gather.
///
/// **Shapes**: x any, index i64 of any shape → x's shape with the axis replaced by the shape of index.
public record Gather(int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Broadcast.is(in.get(1), DType.I64);
        Shape x = in.get(0).shape();
        int a = x.axis(axis);
        return List.of(new Type(in.get(0).dtype(), replaced(x, a, in.get(1).shape())));
    }

    private static Shape replaced(Shape x, int axis, Shape by) {
        int[] before = IntStream.range(0, axis).map(x::dim).toArray();
        int[] after = IntStream.range(axis + 1, x.rank()).map(x::dim).toArray();
        return Shape.of(
                IntStream.concat(IntStream.of(before), IntStream.concat(IntStream.of(by.dims()), IntStream.of(after)))
                        .toArray());
    }

    /// Adds each slice of the gradient where it was taken from.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Shape x = node.input(0).shape();
        int a = x.axis(axis);
        Shape flat = x.with(a, node.input(1).shape().intSize());
        int[] column = new int[x.rank()];
        java.util.Arrays.fill(column, 1);
        column[a] = flat.dim(a);
        Value index = b.add(new BroadcastTo(flat), b.add(new Reshape(Shape.of(column)), node.input(1)));
        Value zeros = b.add(new BroadcastTo(x), b.constant(0));
        Value g = b.add(new Reshape(flat), Op.only(dy));
        Value dx = b.add(new ScatterElements(a, ScatterElements.Reduction.ADD), zeros, index, g);
        return Op.inputs(dx, null);
    }
}
