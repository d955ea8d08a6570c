package dev.noyau.reference;

import dev.noyau.graph.op.OneHot;
import dev.noyau.graph.op.ScatterElements.Reduction;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;

/// Values taken from, or put at, places that are numbers.
final class Indexing {
    private Indexing() {}

    /// A number as a place on an axis; negative ones count from the end.
    private static int place(NdArray index, int at, int size) {
        long i = index.longs()[at];
        long p = i < 0 ? i + size : i;
        if (p < 0 || p >= size) {
            throw new IllegalArgumentException(
                    "index " + i + " at position " + at + " is outside an axis of size " + size);
        }
        return (int) p;
    }

    static void gather(int axisGiven, NdArray x, NdArray index, NdArray y) {
        int axis = x.shape().axis(axisGiven);
        int n = x.shape().dim(axis);
        int inner = (int) x.shape().size(axis + 1, x.shape().rank());
        int count = index.size();
        for (int o = 0; o < y.size(); o++) {
            int outer = o / inner / count;
            int p = place(index, o / inner % count, n);
            y.take(o, x, (outer * n + p) * inner + o % inner);
        }
    }

    /// Where element `o` of the index points to in x.
    private static int element(int axis, NdArray x, NdArray index, int o) {
        Shape s = x.shape();
        int at = 0;
        int stride = 1;
        int rest = o;
        for (int a = s.rank() - 1; a >= 0; a--) {
            int d = index.shape().dim(a);
            at += (a == axis ? place(index, o, s.dim(a)) : rest % d) * stride;
            rest /= d;
            stride *= s.dim(a);
        }
        return at;
    }

    static void gatherElements(int axis, NdArray x, NdArray index, NdArray y) {
        int a = x.shape().axis(axis);
        for (int o = 0; o < y.size(); o++) {
            y.take(o, x, element(a, x, index, o));
        }
    }

    static void scatterElements(int axis, Reduction how, NdArray x, NdArray index, NdArray updates, NdArray y) {
        int a = x.shape().axis(axis);
        Movement.copy(x, y);
        for (int o = 0; o < updates.size(); o++) {
            update(how, y, element(a, x, index, o), updates, o);
        }
    }

    private static void update(Reduction how, NdArray y, int at, NdArray updates, int from) {
        if (y.type().dtype() == DType.F32) {
            double u = updates.doubles()[from];
            double v = y.doubles()[at];
            y.doubles()[at] = switch (how) {
                case NONE -> u;
                case ADD -> v + u;
                case MUL -> v * u;
                case MAX -> StrictMath.max(v, u);
                case MIN -> StrictMath.min(v, u);
            };
        } else {
            long u = updates.longs()[from];
            long v = y.longs()[at];
            y.longs()[at] = switch (how) {
                case NONE -> u;
                case ADD -> v + u;
                case MUL -> v * u;
                case MAX -> StrictMath.max(v, u);
                case MIN -> StrictMath.min(v, u);
            };
        }
    }

    /// Where the slice begins that the tuple with number `t` names; each slice has `slice` values.
    private static int tuple(int batchDims, NdArray x, NdArray index, int t, int slice) {
        int k = index.shape().dim(-1);
        int tuplesPerBatch = (int) index.shape().size(batchDims, index.shape().rank() - 1);
        int at = tuplesPerBatch == 0 ? 0 : t / tuplesPerBatch;
        for (int i = 0; i < k; i++) {
            int n = x.shape().dim(batchDims + i);
            at = at * n + place(index, t * k + i, n);
        }
        return at * slice;
    }

    static void gatherND(int batchDims, NdArray x, NdArray index, NdArray y) {
        int k = index.shape().dim(-1);
        int slice = (int) x.shape().size(batchDims + k, x.shape().rank());
        for (int o = 0; o < y.size(); o++) {
            y.take(o, x, tuple(batchDims, x, index, o / slice, slice) + o % slice);
        }
    }

    static void scatterND(Reduction how, NdArray x, NdArray index, NdArray updates, NdArray y) {
        int k = index.shape().dim(-1);
        int slice = (int) x.shape().size(k, x.shape().rank());
        Movement.copy(x, y);
        for (int o = 0; o < updates.size(); o++) {
            update(how, y, tuple(0, x, index, o / slice, slice) + o % slice, updates, o);
        }
    }

    static void oneHot(OneHot op, NdArray index, NdArray values, NdArray y) {
        int inner = (int) index.shape().size(op.at(index.shape()), index.shape().rank());
        for (int o = 0; o < y.size(); o++) {
            int outer = o / inner / op.depth();
            int k = o / inner % op.depth();
            long i = index.longs()[outer * inner + o % inner];
            y.take(o, values, i == k || i + op.depth() == k ? 1 : 0);
        }
    }
}
