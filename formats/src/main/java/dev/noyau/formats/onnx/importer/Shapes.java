package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Reshape;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reshape, Flatten, Squeeze, Unsqueeze, Expand.
final class Shapes {
    private static final int AXES_AS_INPUT = 13;

    private Shapes() {}

    /// 0 keeps the input's size, -1 takes what is left.
    static void reshape(Site s) {
        boolean zeroMeansZero = s.integer("allowzero", 0) != 0;
        long[] wanted = s.opset() < 5 ? s.requiredInts("shape") : s.constantInts(1);
        Shape from = s.shape(0);
        int[] to = new int[wanted.length];
        int open = -1;
        long known = 1;
        for (int i = 0; i < to.length; i++) {
            long d = wanted[i];
            if (d == -1 && open < 0) {
                open = i;
                continue;
            }
            if (d == 0 && !zeroMeansZero) {
                if (i >= from.rank()) {
                    throw s.unsupported("the shape " + Arrays.toString(wanted) + " takes size " + i + " of " + from);
                }
                d = from.dim(i);
            } else if (i == 0) {
                d = batchOf(s, d, from);
            }
            if (d < 0) {
                throw s.unsupported("the shape " + Arrays.toString(wanted) + " is impossible");
            }
            to[i] = s.toInt(d, "size");
            known = Math.multiplyExact(known, d);
        }
        if (open >= 0) {
            if (known == 0 || from.size() % known != 0) {
                throw s.unsupported(
                        from + " (" + from.size() + " values) does not fit the shape " + Arrays.toString(wanted));
            }
            to[open] = s.toInt(from.size() / known, "size");
        }
        reshaped(s, Shape.of(to));
    }

    /// A first size that is the batch which the file was made for stands for the batch, in a value that has it.
    private static long batchOf(Site s, long d, Shape from) {
        long batch = s.trace().batch(d);
        return from.rank() > 0 && from.dim(0) == batch ? batch : d;
    }

    static void flatten(Site s) {
        Shape from = s.shape(0);
        int axis = s.toInt(s.integer("axis", 1), "axis");
        int a = axis < 0 ? axis + from.rank() : axis;
        if (a < 0 || a > from.rank()) {
            throw s.unsupported("axis " + axis + " does not exist in the shape " + from);
        }
        reshaped(s, Shape.of(Math.toIntExact(from.size(0, a)), Math.toIntExact(from.size(a, from.rank()))));
    }

    static void squeeze(Site s) {
        Shape from = s.shape(0);
        long[] given = axes(s);
        boolean[] gone = new boolean[from.rank()];
        for (int i = 0; i < gone.length && given == null; i++) {
            gone[i] = from.dim(i) == 1;
        }
        for (long axis : given == null ? new long[0] : given) {
            int a = s.axis(axis, from);
            if (from.dim(a) != 1) {
                throw s.unsupported("axis " + axis + " of " + from + " cannot be removed, its size is not 1");
            }
            gone[a] = true;
        }
        reshaped(
                s,
                Shape.of(IntStream.range(0, gone.length)
                        .filter(i -> !gone[i])
                        .map(from::dim)
                        .toArray()));
    }

    static void unsqueeze(Site s) {
        Shape from = s.shape(0);
        long[] axes = axes(s);
        if (axes == null) {
            throw s.unsupported("the axes are missing");
        }
        int rank = from.rank() + axes.length;
        boolean[] added = new boolean[rank];
        for (long axis : axes) {
            long a = axis < 0 ? axis + rank : axis;
            if (a < 0 || a >= rank || added[(int) a]) {
                throw s.unsupported("axis " + axis + " cannot be added to " + from);
            }
            added[(int) a] = true;
        }
        int[] to = new int[rank];
        for (int i = 0, next = 0; i < rank; i++) {
            to[i] = added[i] ? 1 : from.dim(next++);
        }
        reshaped(s, Shape.of(to));
    }

    private static long @Nullable [] axes(Site s) {
        return s.opset() < AXES_AS_INPUT ? s.ints("axes") : s.has(1) ? s.constantInts(1) : null;
    }

    static void expand(Site s) {
        Value x = s.any(0);
        long[] wanted = s.constantInts(1);
        s.result(s.emit(new BroadcastTo(Shape.broadcast(x.shape(), of(s, wanted))), x));
    }

    /// The sizes of the axes `[start, end)`.
    static void shape(Site s) {
        Shape x = s.shape(0);
        int from = clamped(s.integer("start", 0), x.rank());
        int to = clamped(s.integer("end", x.rank()), x.rank());
        long[] sizes = new long[Math.max(to - from, 0)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = x.dim(from + i);
        }
        s.result(Tensor.ofLongs(Shape.of(sizes.length), sizes));
    }

    private static int clamped(long axis, int rank) {
        return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    static void size(Site s) {
        s.result(Tensor.ofLongs(Shape.SCALAR, s.shape(0).size()));
    }

    /// A list of sizes.
    static Shape of(Site s, long[] sizes) {
        int[] d = new int[sizes.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = s.toInt(sizes[i], "size");
        }
        return Shape.of(d);
    }

    /// Gives the first input another shape; a known value stays known.
    private static void reshaped(Site s, Shape to) {
        if (s.operand(0) instanceof Operand.Known(Tensor t, ElementType type)) {
            s.result(0, t.reshape(to.dims()), type);
        } else {
            s.result(s.emit(new Reshape(to), s.any(0)));
        }
    }
}
