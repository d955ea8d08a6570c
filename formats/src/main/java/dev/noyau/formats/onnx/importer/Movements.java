package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.DepthToSpace;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.SpaceToDepth;
import dev.noyau.graph.op.Tile;
import dev.noyau.graph.op.Transpose;
import dev.noyau.graph.op.Trilu;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Operators that move values without changing them: Transpose, Concat, Split, Slice, Pad and their like.
final class Movements {
    private Movements() {}

    static void transpose(Site s) {
        Value x = s.any(0);
        long[] perm = s.ints("perm");
        int rank = x.shape().rank();
        List<Integer> order = new ArrayList<>();
        if (perm == null) {
            IntStream.range(0, rank).forEach(i -> order.addFirst(i));
        } else {
            for (long p : perm) {
                order.add(s.axis(p, x.shape()));
            }
        }
        s.result(s.emit(new Transpose(order), x));
    }

    /// Before opset 4 along axis 1 where it says nothing.
    static void concat(Site s) {
        Value[] all = new Value[s.inputs()];
        for (int i = 0; i < all.length; i++) {
            all[i] = s.any(i);
        }
        int axis = s.axis(s.integer("axis", 1), all[0].shape());
        s.result(all.length == 1 ? all[0] : s.emit(new Concat(axis), all));
    }

    /// The sizes of the parts are an input since opset 13, an attribute before; where they are not said, the parts
    /// are equal, and since opset 18 the last may be smaller.
    static void split(Site s) {
        Value x = s.any(0);
        int axis = s.axis(s.integer("axis", 0), x.shape());
        long[] sizes = s.opset() < 13 ? s.ints("split") : s.has(1) ? s.constantInts(1) : null;
        int parts = sizes != null ? sizes.length : s.toInt(s.integer("num_outputs", s.outputs()), "num_outputs");
        int size = x.shape().dim(axis);
        int each = Math.ceilDiv(size, parts);
        int from = 0;
        for (int i = 0; i < parts; i++) {
            int to = sizes != null ? Math.addExact(from, s.toInt(sizes[i], "split")) : Math.min(size, from + each);
            if (to < from || to > size) {
                throw s.unsupported("the parts " + Arrays.toString(sizes) + " do not fit the size " + size);
            }
            s.result(i, s.emit(Slice.of(axis, from, to), x));
            from = to;
        }
        if (from != size) {
            throw s.unsupported("the parts " + Arrays.toString(sizes) + " are fewer than the size " + size);
        }
    }

    /// Since opset 10 starts, ends, axes and steps are inputs, attributes before.
    static void slice(Site s) {
        Value x = s.any(0);
        boolean inputs = s.opset() >= 10;
        long[] starts = inputs ? s.constantInts(1) : s.requiredInts("starts");
        long[] ends = inputs ? s.constantInts(2) : s.requiredInts("ends");
        long[] axes = inputs ? (s.has(3) ? s.constantInts(3) : null) : s.ints("axes");
        long[] steps = inputs && s.has(4) ? s.constantInts(4) : null;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            order.add(s.axis(axes == null ? i : axes[i], x.shape()));
        }
        List<Integer> ones = order.stream().map(a -> 1).toList();
        s.result(s.emit(new Slice(clamped(starts), clamped(ends), order, steps == null ? ones : clamped(steps)), x));
    }

    /// Beyond any size is beyond any size.
    private static List<Integer> clamped(long[] values) {
        return Arrays.stream(values)
                .mapToObj(v -> Math.clamp(v, -Integer.MAX_VALUE, Integer.MAX_VALUE))
                .toList();
    }

    /// Since opset 11 pads, value and axes are inputs, attributes before.
    static void pad(Site s) {
        Value x = s.any(0);
        int rank = x.shape().rank();
        boolean inputs = s.opset() >= 11;
        long[] pads = inputs ? s.constantInts(1) : s.opset() < 2 ? s.requiredInts("paddings") : s.requiredInts("pads");
        long[] axes = inputs && s.has(3) ? s.constantInts(3) : null;
        int named = axes == null ? rank : axes.length;
        if (pads.length != 2 * named) {
            throw s.unsupported("pads should have " + 2 * named + " numbers, found " + pads.length);
        }
        Integer[] all = new Integer[2 * rank];
        Arrays.fill(all, 0);
        for (int i = 0; i < named; i++) {
            int a = axes == null ? i : s.axis(axes[i], x.shape());
            all[a] = s.toInt(pads[i], "padding");
            all[a + rank] = s.toInt(pads[i + named], "padding");
        }
        Pad.Mode mode = switch (s.text("mode", "constant")) {
            case "constant" -> Pad.Mode.CONSTANT;
            case "reflect" -> Pad.Mode.REFLECT;
            case "edge" -> Pad.Mode.EDGE;
            case "wrap" -> Pad.Mode.WRAP;
            default -> throw s.unsupported("mode " + s.text("mode", "") + " is not supported");
        };
        float value = inputs ? (s.has(2) ? number(s, s.constant(2)) : 0) : s.real("value", 0);
        s.result(s.emit(new Pad(List.of(all), mode, value), x));
    }

    private static float number(Site s, Tensor t) {
        if (t.shape().size() != 1) {
            throw s.unsupported("the value should be one number, found " + t.shape());
        }
        return t.dtype() == DType.F32 ? t.data()[0] : t.longData()[0];
    }

    static void tile(Site s) {
        Value x = s.any(0);
        long[] repeats = s.constantInts(1);
        if (s.opset() < 6) {
            // One number and an axis.
            int axis = s.toInt(s.constantInt(2), "axis");
            long[] all = new long[x.shape().rank()];
            Arrays.fill(all, 1);
            all[s.axis(axis, x.shape())] = repeats[0];
            repeats = all;
        }
        s.result(s.emit(new Tile(sizes(s, repeats)), x));
    }

    private static List<Integer> sizes(Site s, long[] values) {
        return Arrays.stream(values).mapToObj(v -> s.toInt(v, "size")).toList();
    }

    static void trilu(Site s) {
        int k = s.has(1) ? Math.clamp(s.constantInt(1), -Integer.MAX_VALUE, Integer.MAX_VALUE) : 0;
        s.result(s.emit(new Trilu(s.integer("upper", 1) != 0, k), s.any(0)));
    }

    static void depthToSpace(Site s) {
        boolean columnFirst = s.text("mode", "DCR").equals("CRD");
        s.result(s.emit(new DepthToSpace(s.toInt(s.integer("blocksize", 1), "blocksize"), columnFirst), s.value(0)));
    }

    static void spaceToDepth(Site s) {
        s.result(s.emit(new SpaceToDepth(s.toInt(s.integer("blocksize", 1), "blocksize"), false), s.value(0)));
    }

    /// Cuts or pads with zeros on both sides, so that the middle stays in the middle.
    static void centerCropPad(Site s) {
        Value x = s.any(0);
        Shape shape = x.shape();
        long[] sizes = s.constantInts(1);
        long[] axes = s.ints("axes");
        Integer[] pads = new Integer[2 * shape.rank()];
        Arrays.fill(pads, 0);
        for (int i = 0; i < sizes.length; i++) {
            int a = s.axis(axes == null ? i : axes[i], shape);
            int more = Math.subtractExact(s.toInt(sizes[i], "size"), shape.dim(a));
            // Of an odd number, cut: one more in front; padded: one more behind.
            int before = more < 0 ? -(-more / 2) : more / 2;
            pads[a] = before;
            pads[a + shape.rank()] = more - before;
        }
        s.result(s.emit(Pad.zeros(List.of(pads)), x));
    }
}
