package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.GatherElements;
import dev.noyau.graph.op.Logic;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values between the pixels of images (N, C, sizes...) at points that are computed: for each axis, the pixels on
/// both sides and their weights; the result is the sum over all combinations, or the largest of them.
final class Sampling {
    /// How many pixels an axis count, with which weights.
    enum Kind {
        NEAREST,
        LINEAR,
        CUBIC
    }

    /// What lies outside.
    enum Outside {
        ZEROS,
        BORDER,
        REFLECTION
    }

    private static final float KEYS = -0.75f;

    private final Site s;
    private final Arithmetic a;
    private final Kind kind;
    private final Outside outside;
    private final boolean corners;
    private final Op combine;

    /// @param corners whether reflection is about the centres of the border's pixels, else about their outer edges
    Sampling(Site s, Kind kind, Outside outside, boolean corners) {
        this(s, kind, outside, corners, new Add());
    }

    /// @param combine what makes one value of the weighted pixels
    Sampling(Site s, Kind kind, Outside outside, boolean corners, Op combine) {
        this.s = s;
        this.combine = combine;
        this.a = new Arithmetic(s.builder());
        this.kind = kind;
        this.outside = outside;
        this.corners = corners;
    }

    /// A pixel on an axis and its weight, for each point: (N, P).
    private record Tap(Value index, Value weight) {}

    /// @param at for each axis, where the points are, in pixels: (N, P)
    /// @return (N, C, P)
    Value at(Value x, List<Value> at) {
        Shape shape = x.shape();
        int axes = at.size();
        Value pixels = s.reshape(x, Shape.of(shape.dim(0), shape.dim(1), Math.toIntExact(shape.size(2, shape.rank()))));
        List<List<Tap>> taps = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            taps.add(taps(at.get(i), shape.dim(2 + i)));
        }
        return combined(pixels, shape, taps, 0, null);
    }

    private Value combined(Value pixels, Shape shape, List<List<Tap>> taps, int axis, @Nullable Tap so) {
        if (so != null && axis == taps.size()) {
            Shape points = so.index.shape();
            Shape one = Shape.of(points.dim(0), 1, points.dim(1));
            Value places = s.as(s.reshape(so.index, one), DType.I64);
            Value all = s.emit(new BroadcastTo(one.with(1, shape.dim(1))), places);
            return a.mul(s.emit(new GatherElements(2), pixels, all), s.reshape(so.weight, one));
        }
        Value total = null;
        for (Tap t : taps.get(axis)) {
            Tap both = so == null
                    ? t
                    : new Tap(a.add(a.mul(so.index, shape.dim(2 + axis)), t.index), a.mul(so.weight, t.weight));
            Value part = combined(pixels, shape, taps, axis + 1, both);
            total = total == null ? part : s.emit(combine, total, part);
        }
        if (total == null) {
            throw new IllegalStateException("no pixel counts on axis " + axis);
        }
        return total;
    }

    private List<Tap> taps(Value at, int size) {
        if (kind == Kind.NEAREST) {
            Value nearest = a.unary(Unary.Kind.ROUND, at);
            return List.of(tap(nearest, a.add(a.mul(at, 0), 1), size));
        }
        Value floor = a.unary(Unary.Kind.FLOOR, at);
        Value t = a.sub(at, floor);
        if (kind == Kind.LINEAR) {
            return List.of(tap(floor, a.sub(1, t), size), tap(a.add(floor, 1), t, size));
        }
        List<Tap> taps = new ArrayList<>();
        for (int k = -1; k <= 2; k++) {
            // The distance of pixel k from the point.
            Value d = k <= 0 ? a.add(t, -k) : a.sub(k, t);
            taps.add(tap(a.add(floor, k), k == 0 || k == 1 ? near(d) : far(d), size));
        }
        return taps;
    }

    /// Keys' cubic up to a distance of 1: `(a + 2)d³ - (a + 3)d² + 1`.
    private Value near(Value d) {
        Value square = a.square(d);
        return a.add(a.mul(square, a.add(a.mul(d, KEYS + 2), -(KEYS + 3))), 1);
    }

    /// From there to 2: `ad³ - 5ad² + 8ad - 4a`.
    private Value far(Value d) {
        Value inner = a.add(a.mul(a.add(a.mul(d, KEYS), -5 * KEYS), d), 8 * KEYS);
        return a.add(a.mul(inner, d), -4 * KEYS);
    }

    private Tap tap(Value index, Value weight, int size) {
        Value inside = s.emit(Unary.clip(0, size - 1), outside == Outside.REFLECTION ? reflected(index, size) : index);
        return new Tap(inside, outside == Outside.ZEROS ? a.mul(weight, within(index, 0, size - 1)) : weight);
    }

    /// 1 where a number lies between two others, 0 elsewhere.
    Value within(Value v, float low, float high) {
        Value above = s.emit(new Compare(Compare.Kind.GREATER_OR_EQUAL), v, a.constant(low));
        Value below = s.emit(new Compare(Compare.Kind.LESS_OR_EQUAL), v, a.constant(high));
        return s.as(s.emit(new Logic(Logic.Kind.AND), above, below), DType.F32);
    }

    private Value reflected(Value index, int size) {
        float from = corners ? 0 : -0.5f;
        float range = corners ? size - 1 : size;
        if (range == 0) {
            return a.mul(index, 0);
        }
        Value period = s.emit(new Mod(false), a.add(index, -from), a.constant(2 * range));
        Value back = a.sub(2 * range, period);
        return a.add(s.emit(new dev.noyau.graph.op.Min(), period, back), from);
    }
}
