package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A regular part of a value: along each named axis the places `start`, `start + step`, ... before `end` (past it, when
/// the step is negative). Negative starts and ends count from the end, and what lies outside is cut to it, as in NumPy.
/// ONNX: Slice; Split is several of them.
///
/// **Shapes**: any → the same rank, each named axis as long as it has such places.
///
/// @param starts one for each axis
/// @param ends one for each axis
/// @param axes which axes
/// @param steps one for each axis, not 0
public record Slice(List<Integer> starts, List<Integer> ends, List<Integer> axes, List<Integer> steps) implements Op {
    public Slice {
        starts = List.copyOf(starts);
        ends = List.copyOf(ends);
        axes = List.copyOf(axes);
        steps = List.copyOf(steps);
        int n = axes.size();
        if (starts.size() != n || ends.size() != n || steps.size() != n || steps.contains(0)) {
            throw new ShapeException("Slice: starts " + starts + ", ends " + ends + ", axes " + axes + " and steps "
                    + steps + " must be equally many, and no step 0");
        }
    }

    /// Places `[from, to)` of one axis.
    public static Slice of(int axis, int from, int to) {
        return new Slice(List.of(from), List.of(to), List.of(axis), List.of(1));
    }

    /// The first place that is taken along an axis of a value.
    public int start(Shape x, int axis) {
        int i = named(x, axis);
        return i < 0 ? 0 : first(i, x.dim(axis));
    }

    /// How far the places that are taken along an axis lie apart.
    public int step(Shape x, int axis) {
        int i = named(x, axis);
        return i < 0 ? 1 : steps.get(i);
    }

    /// How many places are taken along an axis.
    public int count(Shape x, int axis) {
        int i = named(x, axis);
        int size = x.dim(axis);
        if (i < 0) {
            return size;
        }
        long step = steps.get(i);
        long end = cut(ends.get(i), size, step > 0);
        long distance = step > 0 ? end - first(i, size) : first(i, size) - end;
        return (int) Math.max(0, (distance + Math.abs(step) - 1) / Math.abs(step));
    }

    private int named(Shape x, int axis) {
        int at = -1;
        for (int i = 0; i < axes.size(); i++) {
            if (x.axis(axes.get(i)) == axis) {
                at = i;
            }
        }
        return at;
    }

    private int first(int i, int size) {
        return (int) cut(starts.get(i), size, steps.get(i) > 0);
    }

    private static long cut(long place, int size, boolean forward) {
        long p = place < 0 ? place + size : place;
        return forward ? Math.clamp(p, 0, size) : Math.clamp(p, -1, size - 1);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Shape x = in.getFirst().shape();
        for (int a : axes) {
            x.axis(a);
        }
        int[] dims = IntStream.range(0, x.rank()).map(a -> count(x, a)).toArray();
        return List.of(new Type(in.getFirst().dtype(), Shape.of(dims)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new SliceBackward(this, node.input(0).shape()), Op.only(dy)));
    }
}
