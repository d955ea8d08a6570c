package dev.noyau.reference;

import dev.noyau.graph.op.Reduce;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.List;

/// Many values along some axes into one.
final class Reductions {
    private Reductions() {}

    static void sum(NdArray x, List<Integer> axes, NdArray y) {
        int count = y.size() == 0 ? 0 : x.size() / y.size();
        for (int o = 0; o < y.size(); o++) {
            double sum = 0;
            long whole = 0;
            for (int r = 0; r < count; r++) {
                int at = at(x.shape(), axes, o, r);
                if (x.type().dtype() == DType.F32) {
                    sum += x.doubles()[at];
                } else {
                    whole += x.longs()[at];
                }
            }
            if (x.type().dtype() == DType.F32) {
                y.doubles()[o] = sum;
            } else {
                y.longs()[o] = whole;
            }
        }
    }

    /// Where the r-th of the values that make result `o` lies: the reduced axes count r, the others o.
    private static int at(Shape x, List<Integer> axes, int o, int r) {
        int at = 0;
        int stride = 1;
        int restO = o;
        int restR = r;
        for (int a = x.rank() - 1; a >= 0; a--) {
            int d = x.dim(a);
            if (axes.contains(a) || axes.contains(a - x.rank())) {
                at += restR % d * stride;
                restR /= d;
            } else {
                at += restO % d * stride;
                restO /= d;
            }
            stride *= d;
        }
        return at;
    }

    static void reduce(Reduce op, NdArray x, NdArray y) {
        int count = y.size() == 0 ? 0 : x.size() / y.size();
        for (int o = 0; o < y.size(); o++) {
            if (x.type().dtype() == DType.F32) {
                y.doubles()[o] = one(op, x.shape(), x.doubles(), o, count);
            } else {
                y.longs()[o] = one(op, x.shape(), x.longs(), o, count);
            }
        }
    }

    private static double one(Reduce op, Shape s, double[] x, int o, int count) {
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        double product = 1;
        double sum = 0;
        double squares = 0;
        double sizes = 0;
        for (int r = 0; r < count; r++) {
            double v = x[at(s, op.axes(), o, r)];
            max = StrictMath.max(max, v);
            min = StrictMath.min(min, v);
            product *= v;
            sum += v;
            squares += v * v;
            sizes += StrictMath.abs(v);
        }
        return switch (op.kind()) {
            case MAX -> max;
            case MIN -> min;
            case PROD -> product;
            case MEAN -> sum / count;
            case L1 -> sizes;
            case L2 -> StrictMath.sqrt(squares);
            case SUM_SQUARE -> squares;
            case LOG_SUM -> StrictMath.log(sum);
            case LOG_SUM_EXP -> logSumExp(op, s, x, o, count, max);
        };
    }

    private static double logSumExp(Reduce op, Shape s, double[] x, int o, int count, double max) {
        if (Double.isInfinite(max)) {
            return max;
        }
        double sum = 0;
        for (int r = 0; r < count; r++) {
            sum += StrictMath.exp(x[at(s, op.axes(), o, r)] - max);
        }
        return max + StrictMath.log(sum);
    }

    private static long one(Reduce op, Shape s, long[] x, int o, int count) {
        long y = switch (op.kind()) {
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
            case PROD -> 1;
            default -> 0;
        };
        for (int r = 0; r < count; r++) {
            long v = x[at(s, op.axes(), o, r)];
            y = switch (op.kind()) {
                case MAX -> StrictMath.max(y, v);
                case MIN -> StrictMath.min(y, v);
                case PROD -> y * v;
                case L1 -> y + StrictMath.abs(v);
                case SUM_SQUARE -> y + v * v;
                case L2, LOG_SUM, LOG_SUM_EXP, MEAN -> throw new IllegalStateException(op.name() + " of integers");
            };
        }
        return y;
    }
}
