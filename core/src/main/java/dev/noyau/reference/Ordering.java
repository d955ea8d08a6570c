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

    /// Each time the best of those that come after the one before.
    static void topK(TopK op, NdArray x, NdArray values, NdArray places) {
        int axis = x.shape().axis(op.axis());
        int n = x.shape().dim(axis);
        int inner = inner(x, axis);
        for (int m = 0; m < lines(x, n); m++) {
            int first = first(m, n, inner);
            int before = -1;
            for (int k = 0; k < op.k(); k++) {
                int best = -1;
                for (int i = 0; i < n; i++) {
                    boolean left = before < 0 || comesBefore(op, x, first, inner, before, i);
                    if (left && (best < 0 || comesBefore(op, x, first, inner, i, best))) {
                        best = i;
                    }
                }
                int to = first(m, op.k(), inner) + k * inner;
                values.take(to, x, first + best * inner);
                places.longs()[to] = best;
                before = best;
            }
        }
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
