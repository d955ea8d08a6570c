package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Normalisation over rows that lie together in memory, group and layer normalisation alike: x under the shape
/// (N, groups, channels of a group, pixels).
///
/// @param x the four axes
/// @param statistics one number for each group: (N, groups, 1, 1)
/// @param weights one number for each channel: (1, groups, channels of a group, 1)
record Rows(Shape x, Shape statistics, Shape weights) {
    /// Values of a row.
    private double count() {
        return x.size(2, 4);
    }

    /// The gradients of x, weight and bias of a node whose results are y, mean and inverse deviation.
    ///
    /// @param backward gives them for y from dy, x, w, m, s
    List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy, Op backward) {
        List<@Nullable Value> dx = throughStatistics(b, node, dy.get(1), dy.get(2));
        Value up = dy.getFirst();
        if (up != null) {
            List<Value> out = node.outputs();
            List<Value> back = b.addAll(backward, up, node.input(0), node.input(1), out.get(1), out.get(2));
            dx.set(0, Composite.plus(b, dx.getFirst(), back.getFirst()));
            dx.set(1, back.get(1));
            dx.set(2, back.get(2));
        }
        return dx;
    }

    /// What the gradients of mean and inverse deviation, the second and third result, mean for x:
    /// `∂m/∂x = 1/M` and `∂s/∂x = -s³ · (x - m)/M`.
    private List<@Nullable Value> throughStatistics(
            GraphBuilder b, Node node, @Nullable Value ofMean, @Nullable Value ofInverse) {
        Value in = node.input(0);
        Value sum = null;
        if (ofMean != null) {
            Value each = Channels.times(b, as(b, statistics, ofMean), 1 / count());
            sum = b.add(new BroadcastTo(x), each);
        }
        if (ofInverse != null) {
            Value s = as(b, statistics, node.outputs().get(2));
            Value each = Channels.product(b, as(b, statistics, ofInverse), s, s, s);
            Value mean = as(b, statistics, node.outputs().get(1));
            Value centred = b.add(new Sub(), as(b, x, in), mean);
            sum = Composite.plus(b, sum, b.add(new Mul(), centred, Channels.times(b, each, -1 / count())));
        }
        List<@Nullable Value> dx = new ArrayList<>(Op.none(node));
        dx.set(0, sum == null ? null : as(b, in.shape(), sum));
        return dx;
    }

    /// The formula of the backward ops.
    ///
    /// @param in dy, x, w, m, s
    List<Value> backward(GraphBuilder b, List<Value> in) {
        Value dy = as(b, x, in.get(0));
        Value w = as(b, weights, in.get(2));
        Value s = as(b, statistics, in.get(4));
        Value centred = b.add(new Sub(), as(b, x, in.get(1)), as(b, statistics, in.get(3)));
        Value normal = b.add(new Mul(), centred, s);
        Value g = b.add(new Mul(), dy, w);
        Value slope = b.add(new Mul(), normal, mean(b, b.add(new Mul(), g, normal)));
        Value rest = b.add(new Sub(), b.add(new Sub(), g, mean(b, g)), slope);
        Value dx = b.add(new Mul(), rest, s);
        Value dw = b.add(new ReduceSum(List.of(0, 3), true), b.add(new Mul(), dy, normal));
        Value db = b.add(new ReduceSum(List.of(0, 3), true), dy);
        Shape vector = in.get(2).shape();
        return List.of(as(b, in.get(1).shape(), dx), as(b, vector, dw), as(b, vector, db));
    }

    private Value mean(GraphBuilder b, Value v) {
        return Channels.times(b, b.add(new ReduceSum(List.of(2, 3), true), v), 1 / count());
    }

    private static Value as(GraphBuilder b, Shape shape, Value v) {
        return b.add(new Reshape(shape), v);
    }
}
