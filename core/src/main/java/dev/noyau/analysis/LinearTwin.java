package dev.noyau.analysis;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.AdaptivePool2d;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Div;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.GlobalMaxPool;
import dev.noyau.graph.op.GroupNorm;
import dev.noyau.graph.op.Hardmax;
import dev.noyau.graph.op.LayerNorm;
import dev.noyau.graph.op.LogSoftmax;
import dev.noyau.graph.op.Max;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Min;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.PRelu;
import dev.noyau.graph.op.Pow;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Softmax;
import dev.noyau.graph.op.Sub;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Where;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// A graph of the same ways in which no two ways cancel: all weights are positive, activations are left out, what
/// chooses or divides takes sums instead. A number depends on another exactly if its derivative is positive.
final class LinearTwin {
    private final GraphBuilder builder = new GraphBuilder();
    private final Map<Value, Value> twins = new IdentityHashMap<>();

    private LinearTwin() {}

    /// The twin, with the same inputs, parameters and outputs.
    static Graph of(Graph g) {
        LinearTwin t = new LinearTwin();
        g.nodes().forEach(t::add);
        g.outputs().forEach((name, v) -> t.builder.output(name, t.twin(v)));
        return t.builder.at("").build();
    }

    private Value twin(Value v) {
        Value t = twins.get(v);
        if (t == null) {
            throw new IllegalStateException("no twin of " + v.node());
        }
        return t;
    }

    private void add(Node n) {
        builder.at(n.path());
        Value[] in = n.inputs().stream().map(this::twin).toArray(Value[]::new);
        switch (n.op()) {
            case Relu _, Exp _, Unary _, PRelu _ -> twins.put(n.output(), in[0]);
            case Sub _, Mul _, Div _, Mod _, Pow _, Max _, Min _ ->
                twins.put(n.output(), sum(in, n.output().shape()));
            case Where _ ->
                twins.put(n.output(), sum(new Value[] {in[1], in[2]}, n.output().shape()));
            case GroupNorm o -> twins.put(n.output(), grouped(in[0], o.groups()));
            case LayerNorm o -> {
                Shape x = in[0].shape();
                List<Integer> axes =
                        IntStream.range(x.axis(o.axis()), x.rank()).boxed().toList();
                twins.put(n.output(), sum(in[0], axes));
            }
            case Reduce o -> twins.put(n.output(), builder.add(new ReduceSum(o.axes(), o.keepDims()), in));
            case Hardmax o -> twins.put(n.output(), sum(in[0], List.of(o.axis())));
            case MaxPool2d o -> twins.put(n.output(), builder.add(new AvgPool2d(o.window(), true), in));
            case AdaptivePool2d o -> twins.put(n.output(), builder.add(new AdaptivePool2d(false, o.windows()), in));
            case GlobalMaxPool _ -> twins.put(n.output(), builder.add(new GlobalAvgPool(), in));
            case Softmax o -> twins.put(n.output(), sum(in[0], List.of(o.axis())));
            case LogSoftmax o -> twins.put(n.output(), sum(in[0], List.of(o.axis())));
            case Constant o
            when o.value().dtype() == DType.F32 ->
                twins.put(n.output(), builder.constant(ones(o.value().shape())));
            default -> {
                List<Value> out = builder.addAll(n.op(), in);
                for (int i = 0; i < out.size(); i++) {
                    twins.put(n.outputs().get(i), out.get(i));
                }
            }
        }
    }

    /// Each number becomes the sum along some axes.
    private Value sum(Value x, List<Integer> axes) {
        return builder.add(new BroadcastTo(x.shape()), builder.add(new ReduceSum(axes, true), x));
    }

    /// Each number becomes the sum of its group of channels over the image.
    private Value grouped(Value x, int groups) {
        Shape s = x.shape();
        Shape rows = Shape.of(s.dim(0), groups, (int) (s.size(1, s.rank()) / groups));
        return builder.add(new Reshape(s), sum(builder.add(new Reshape(rows), x), List.of(2)));
    }

    private Value sum(Value[] terms, Shape shape) {
        Value sum = terms[0];
        for (int i = 1; i < terms.length; i++) {
            sum = builder.add(new Add(), sum, terms[i]);
        }
        return sum.shape().equals(shape) ? sum : builder.add(new BroadcastTo(shape), sum);
    }

    private static Tensor ones(Shape shape) {
        float[] f = new float[shape.intSize()];
        Arrays.fill(f, 1);
        return Tensor.wrap(shape, f);
    }

    /// Positive numbers for parameters or states: one over the channels that are summed, so that a long chain of
    /// layers leaves the range of numbers neither above nor below.
    static Parameters positive(SequencedMap<String, Value> values) {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        values.forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters p = Parameters.zeros(shapes);
        p.slots().values().forEach(s -> {
            int rank = s.shape().rank();
            Arrays.fill(
                    p.slab(),
                    s.offset(),
                    s.offset() + s.size(),
                    rank < 2 ? 1f : 1f / s.shape().dim(1));
        });
        return p;
    }
}
