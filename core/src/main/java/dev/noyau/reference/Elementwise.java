package dev.noyau.reference;

import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.Logic;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/// One element at a time; several operands are broadcast by NumPy's rule.
final class Elementwise {
    private Elementwise() {}

    static void unary(DoubleUnaryOperator f, NdArray a, NdArray y) {
        double[] x = a.doubles();
        double[] out = y.doubles();
        for (int i = 0; i < out.length; i++) {
            out[i] = f.applyAsDouble(x[i]);
        }
    }

    static void unary(Unary f, NdArray x, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            if (floats(x)) {
                y.doubles()[i] = Functions.apply(f, x.doubles()[i]);
            } else {
                y.longs()[i] = Functions.apply(f, x.longs()[i]);
            }
        }
    }

    private static boolean floats(NdArray x) {
        return x.type().dtype() == DType.F32;
    }

    static void binary(DoubleBinaryOperator f, NdArray a, NdArray b, NdArray y) {
        double[] out = y.doubles();
        for (int i = 0; i < out.length; i++) {
            out[i] = f.applyAsDouble(a.doubles()[at(y, i, a)], b.doubles()[at(y, i, b)]);
        }
    }

    /// Floats or integers.
    static void binary(DoubleBinaryOperator f, LongBinaryOperator g, NdArray a, NdArray b, NdArray y) {
        if (floats(y)) {
            binary(f, a, b, y);
            return;
        }
        long[] out = y.longs();
        for (int i = 0; i < out.length; i++) {
            out[i] = g.applyAsLong(a.longs()[at(y, i, a)], b.longs()[at(y, i, b)]);
        }
    }

    /// Where the element of an operand lies that meets element `i` of the result.
    private static int at(NdArray result, int i, NdArray operand) {
        Shape y = result.shape();
        Shape a = operand.shape();
        int at = 0;
        int stride = 1;
        int left = i;
        for (int k = 1; k <= a.rank(); k++) {
            int d = a.dim(-k);
            at += d == 1 ? 0 : left % y.dim(-k) * stride;
            left /= y.dim(-k);
            stride *= d;
        }
        return at;
    }

    static long divide(long a, long b) {
        if (b == 0) {
            throw new IllegalArgumentException("the integer " + a + " is divided by 0");
        }
        return a / b;
    }

    static long mod(long a, long b, boolean fmod) {
        long r = a - b * divide(a, b);
        return fmod || r == 0 || r < 0 == b < 0 ? r : r + b;
    }

    static double mod(double a, double b, boolean fmod) {
        double r = a % b;
        return fmod || r == 0 || r < 0 == b < 0 ? r : r + b;
    }

    /// Whole powers; a negative one of anything but ±1 is 0.
    static long pow(long a, long b) {
        if (b < 0) {
            return a == 1 || a == -1 ? pow(a, -b) : 0;
        }
        long y = 1;
        long square = a;
        for (long n = b; n > 0; n >>= 1) {
            y *= (n & 1) == 1 ? square : 1;
            square *= square;
        }
        return y;
    }

    static void compare(Compare.Kind kind, NdArray a, NdArray b, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            int p = at(y, i, a);
            int q = at(y, i, b);
            boolean less = floats(a) ? a.doubles()[p] < b.doubles()[q] : a.longs()[p] < b.longs()[q];
            boolean equal = floats(a) ? a.doubles()[p] == b.doubles()[q] : a.longs()[p] == b.longs()[q];
            boolean greater = floats(a) ? a.doubles()[p] > b.doubles()[q] : a.longs()[p] > b.longs()[q];
            boolean holds = switch (kind) {
                case EQUAL -> equal;
                case GREATER -> greater;
                case GREATER_OR_EQUAL -> greater || equal;
                case LESS -> less;
                case LESS_OR_EQUAL -> less || equal;
            };
            y.longs()[i] = holds ? 1 : 0;
        }
    }

    static void logic(Logic.Kind kind, NdArray a, NdArray b, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            long p = a.longs()[at(y, i, a)];
            long q = b.longs()[at(y, i, b)];
            y.longs()[i] = switch (kind) {
                case AND -> p & q;
                case OR -> p | q;
                case XOR -> p ^ q;
            };
        }
    }

    static void not(NdArray x, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            y.longs()[i] = 1 - x.longs()[i];
        }
    }

    static void isNaN(NdArray x, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            y.longs()[i] = Double.isNaN(x.doubles()[i]) ? 1 : 0;
        }
    }

    static void isInf(boolean positive, boolean negative, NdArray x, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            double d = x.doubles()[i];
            boolean holds = Double.isInfinite(d) && (d > 0 ? positive : negative);
            y.longs()[i] = holds ? 1 : 0;
        }
    }

    static void where(NdArray mask, NdArray a, NdArray b, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            NdArray from = mask.longs()[at(y, i, mask)] != 0 ? a : b;
            y.take(i, from, at(y, i, from));
        }
    }

    static void cast(NdArray x, NdArray y) {
        DType to = y.type().dtype();
        for (int i = 0; i < y.size(); i++) {
            if (floats(x)) {
                double d = x.doubles()[i];
                switch (to) {
                    case F32 -> y.doubles()[i] = d;
                    case I64 -> y.longs()[i] = (long) d;
                    case BOOL -> y.longs()[i] = d != 0 ? 1 : 0;
                }
            } else {
                long l = x.longs()[i];
                switch (to) {
                    case F32 -> y.doubles()[i] = l;
                    case I64 -> y.longs()[i] = l;
                    case BOOL -> y.longs()[i] = l != 0 ? 1 : 0;
                }
            }
        }
    }
}
