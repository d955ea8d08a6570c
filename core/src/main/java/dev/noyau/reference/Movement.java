package dev.noyau.reference;

import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Slice;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/// Values that are copied, repeated or put in another order.
final class Movement {
    private Movement() {}

    static void copy(NdArray x, NdArray y) {
        if (x.type().dtype() == DType.F32) {
            y.load(x.doubles());
        } else {
            y.load(x.longs());
        }
    }

    static void broadcast(NdArray x, NdArray y) {
        if (y.size() > 0) {
            broadcast(0, x, 0, x.size(), y, 0, y.size());
        }
    }

    private static void broadcast(int axis, NdArray x, int atX, int sizeX, NdArray y, int atY, int sizeY) {
        int rank = y.shape().rank();
        if (axis == rank) {
            if (y.type().dtype() == DType.F32) {
                y.doubles()[atY] = x.doubles()[atX];
            } else {
                y.longs()[atY] = x.longs()[atX];
            }
            return;
        }
        int n = y.shape().dim(axis);
        int nX = dim(x.shape(), axis - rank);
        for (int i = 0; i < n; i++) {
            int fromX = nX == 1 ? atX : atX + i * (sizeX / nX);
            broadcast(axis + 1, x, fromX, sizeX / nX, y, atY + i * (sizeY / n), sizeY / n);
        }
    }

    /// Size of an axis counted from the end, 1 where the shape is too short.
    private static int dim(Shape s, int axisFromEnd) {
        return s.rank() + axisFromEnd < 0 ? 1 : s.dim(axisFromEnd);
    }

    /// Channels are axis 1.
    static void biasAdd(NdArray x, NdArray bias, NdArray y) {
        double[] in = x.doubles();
        double[] b = bias.doubles();
        double[] out = y.doubles();
        int channels = b.length;
        int inner = (int) x.shape().size(2, x.shape().rank());
        for (int i = 0; i < out.length; i++) {
            out[i] = in[i] + b[i / inner % channels];
        }
    }

    /// Place of element `i` of a value along one axis.
    private static int place(NdArray y, int i, int axis) {
        Shape s = y.shape();
        return i / (int) s.size(axis + 1, s.rank()) % s.dim(axis);
    }

    static void transpose(List<Integer> perm, NdArray x, NdArray y) {
        for (int o = 0; o < y.size(); o++) {
            int at = 0;
            for (int a = 0; a < perm.size(); a++) {
                at = at * x.shape().dim(a) + place(y, o, perm.indexOf(a));
            }
            y.take(o, x, at);
        }
    }

    static void concat(int axisGiven, NdArray[] in, NdArray y) {
        int axis = y.shape().axis(axisGiven);
        int row = (int) y.shape().size(axis, y.shape().rank());
        int before = 0;
        for (NdArray x : in) {
            int part = (int) x.shape().size(axis, x.shape().rank());
            for (int i = 0; i < x.size(); i++) {
                y.take(i / part * row + before + i % part, x, i);
            }
            before += part;
        }
    }

    /// Where element `o` of a slice comes from.
    private static int source(Slice op, Shape x, NdArray y, int o) {
        int at = 0;
        for (int a = 0; a < x.rank(); a++) {
            at = at * x.dim(a) + op.start(x, a) + place(y, o, a) * op.step(x, a);
        }
        return at;
    }

    static void slice(Slice op, NdArray x, NdArray y) {
        for (int o = 0; o < y.size(); o++) {
            y.take(o, x, source(op, x.shape(), y, o));
        }
    }

    static void sliceBackward(Slice op, NdArray dy, NdArray dx) {
        Arrays.fill(dx.doubles(), 0);
        for (int o = 0; o < dy.size(); o++) {
            dx.doubles()[source(op, dx.shape(), dy, o)] = dy.doubles()[o];
        }
    }

    /// Where element `o` of a padded value comes from; -1 for the constant.
    private static int source(Pad op, Shape x, NdArray y, int o) {
        int at = 0;
        for (int a = 0; a < x.rank(); a++) {
            int p = op.source(a, place(y, o, a), x.dim(a));
            if (p < 0) {
                return -1;
            }
            at = at * x.dim(a) + p;
        }
        return at;
    }

    static void pad(Pad op, NdArray x, NdArray y) {
        for (int o = 0; o < y.size(); o++) {
            int at = source(op, x.shape(), y, o);
            if (at < 0) {
                y.put(o, op.value());
            } else {
                y.take(o, x, at);
            }
        }
    }

    static void padBackward(Pad op, NdArray dy, NdArray dx) {
        Arrays.fill(dx.doubles(), 0);
        for (int o = 0; o < dy.size(); o++) {
            int at = source(op, dx.shape(), dy, o);
            if (at >= 0) {
                dx.doubles()[at] += dy.doubles()[o];
            }
        }
    }

    static void tile(NdArray x, NdArray y) {
        for (int o = 0; o < y.size(); o++) {
            int at = 0;
            for (int a = 0; a < x.shape().rank(); a++) {
                at = at * x.shape().dim(a) + place(y, o, a) % x.shape().dim(a);
            }
            y.take(o, x, at);
        }
    }

    static void trilu(boolean upper, int k, NdArray x, NdArray y) {
        int rank = x.shape().rank();
        for (int o = 0; o < y.size(); o++) {
            int diagonal = place(y, o, rank - 1) - place(y, o, rank - 2);
            if (upper ? diagonal >= k : diagonal <= k) {
                y.take(o, x, o);
            } else {
                y.put(o, 0);
            }
        }
    }
}
