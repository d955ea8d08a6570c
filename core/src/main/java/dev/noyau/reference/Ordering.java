package dev.noyau.reference;

import dev.noyau.graph.op.ArgReduce;
import dev.noyau.graph.op.CumSum;
import dev.noyau.graph.op.TopK;
import dev.noyau.tensor.DType;

/// Lines of values along one axis, compared or added one after the other. A line's values lie `inner` apart.
final class Ordering {
    private Ordering() {}

    private static int inner(NdArray x, int axis) {
        return (int) x.shape().size(axis + 1, x.shape().rank());
    }

    /// Where line `m` begins.
    private static int first(int m, int n, int inner) {
        return m / inner * n * inner + m % inner;
    }

    private static int lines(NdArray x, int n) {
        return n == 0 ? 0 : x.size() / n;
    }

    /// Below 0 where value i comes before value j from small to large; NaN is the largest.
    private static int compare(NdArray x, int i, int j) {
        if (x.type().dtype() != DType.F32) {
            return Long.compare(x.longs()[i], x.longs()[j]);
        }
        double a = x.doubles()[i];
        double b = x.doubles()[j];
        return a < b ? -1 : a > b ? 1 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }

    private static boolean isNaN(NdArray x, int i) {
        return x.type().dtype() == DType.F32 && Double.isNaN(x.doubles()[i]);
    }

    static void argReduce(ArgReduce op, NdArray x, NdArray y) {
        int axis = x.shape().axis(op.axis());
        int n = x.shape().dim(axis);
        int inner = inner(x, axis);
        for (int m = 0; m < lines(x, n); m++) {
            int first = first(m, n, inner);
            int best = 0;
            for (int i = 1; i < n; i++) {
                int c = compare(x, first + i * inner, first + best * inner);
                boolean nan = isNaN(x, first + i * inner);
                boolean wasNaN = isNaN(x, first + best * inner);
                boolean better = nan != wasNaN ? nan : op.max() ? c > 0 : c < 0;
                best = better || c == 0 && op.last() ? i : best;
            }
            y.longs()[m] = best;
        }
    }

    static void hardmax(int axisGiven, NdArray x, NdArray y) {
        int axis = x.shape().axis(axisGiven);
        int n = x.shape().dim(axis);
        int inner = inner(x, axis);
        for (int m = 0; m < lines(x, n); m++) {
            int first = first(m, n, inner);
            int best = 0;
            for (int i = 0; i < n; i++) {
                best = compare(x, first + i * inner, first + best * inner) > 0 ? i : best;
                y.doubles()[first + i * inner] = 0;
            }
            y.doubles()[first + best * inner] = 1;
        }
    }

    /// A heap of the best k so far, the last of them on top, lies where their places will be; then it is sorted.
    static void topK(TopK op, NdArray x, NdArray values, NdArray places) {
        int axis = x.shape().axis(op.axis());
        int n = x.shape().dim(axis);
        int inner = inner(x, axis);
        int k = op.k();
        long[] heap = places.longs();
        for (int m = 0; k > 0 && m < lines(x, n); m++) {
            int first = first(m, n, inner);
            int at = first(m, k, inner);
            for (int i = 0; i < k; i++) {
                heap[at + i * inner] = i;
            }
            for (int i = k / 2 - 1; i >= 0; i--) {
                sink(op, x, first, inner, heap, at, i, k);
            }
            for (int i = k; i < n; i++) {
                if (comesBefore(op, x, first, inner, i, (int) heap[at])) {
                    heap[at] = i;
                    sink(op, x, first, inner, heap, at, 0, k);
                }
            }
            for (int end = k - 1; end > 0; end--) {
                swap(heap, at, at + end * inner);
                sink(op, x, first, inner, heap, at, 0, end);
            }
            for (int i = 0; i < k; i++) {
                values.take(at + i * inner, x, first + (int) heap[at + i * inner] * inner);
            }
        }
    }

    /// Moves a value down until it comes after its children; its heap begins `at`, elements `inner` apart.
    private static void sink(TopK op, NdArray x, int first, int inner, long[] heap, int at, int from, int size) {
        int parent = from;
        for (int child = 2 * parent + 1; child < size; child = 2 * parent + 1) {
            int right = at + (child + 1) * inner;
            if (child + 1 < size
                    && comesBefore(op, x, first, inner, (int) heap[at + child * inner], (int) heap[right])) {
                child++;
            }
            int here = at + parent * inner;
            int below = at + child * inner;
            if (!comesBefore(op, x, first, inner, (int) heap[here], (int) heap[below])) {
                return;
            }
            swap(heap, here, below);
            parent = child;
        }
    }

    private static void swap(long[] a, int i, int j) {
        long v = a[i];
        a[i] = a[j];
        a[j] = v;
    }

    private static boolean comesBefore(TopK op, NdArray x, int first, int inner, int i, int j) {
        int c = compare(x, first + i * inner, first + j * inner);
        return c == 0 ? i < j : op.largest() ? c > 0 : c < 0;
    }

    static void cumSum(CumSum op, NdArray x, NdArray y) {
        int axis = x.shape().axis(op.axis());
        int n = x.shape().dim(axis);
        int inner = inner(x, axis);
        for (int m = 0; m < lines(x, n); m++) {
            int first = first(m, n, inner);
            double sum = 0;
            long whole = 0;
            for (int i = 0; i < n; i++) {
                int at = first + (op.reverse() ? n - 1 - i : i) * inner;
                boolean floats = x.type().dtype() == DType.F32;
                double v = floats ? x.doubles()[at] : 0;
                long w = floats ? 0 : x.longs()[at];
                if (floats) {
                    y.doubles()[at] = op.exclusive() ? sum : sum + v;
                } else {
                    y.longs()[at] = op.exclusive() ? whole : whole + w;
                }
                sum += v;
                whole += w;
            }
        }
    }
}
