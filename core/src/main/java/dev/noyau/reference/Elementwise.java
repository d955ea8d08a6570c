package dev.noyau.reference;

import dev.noyau.tensor.Shape;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// One number at a time; two operands are broadcast by NumPy's rule.
final class Elementwise {
    private Elementwise() {}

    static void unary(DoubleUnaryOperator f, NdArray a, NdArray y) {
        double[] x = a.doubles();
        double[] out = y.doubles();
        for (int i = 0; i < out.length; i++) {
            out[i] = f.applyAsDouble(x[i]);
        }
    }

    static void binary(DoubleBinaryOperator f, NdArray a, NdArray b, NdArray y) {
        if (y.size() > 0) {
            binary(f, 0, y.shape(), y.doubles(), 0, y.size(), a, 0, a.size(), b, 0, b.size());
        }
    }

    /// Goes through axis `axis` and all after it. A part of each array is meant, given by where it starts and how
    /// many values it has; where an operand has size 1 or no axis at all, its part stays the same.
    private static void binary(
            DoubleBinaryOperator f,
            int axis,
            Shape shape,
            double[] y,
            int atY,
            int sizeY,
            NdArray a,
            int atA,
            int sizeA,
            NdArray b,
            int atB,
            int sizeB) {
        if (axis == shape.rank()) {
            y[atY] = f.applyAsDouble(a.doubles()[atA], b.doubles()[atB]);
            return;
        }
        int n = shape.dim(axis);
        int nA = dim(a.shape(), axis - shape.rank());
        int nB = dim(b.shape(), axis - shape.rank());
        int stepY = sizeY / n;
        for (int i = 0; i < n; i++) {
            int fromA = nA == 1 ? atA : atA + i * (sizeA / nA);
            int fromB = nB == 1 ? atB : atB + i * (sizeB / nB);
            binary(f, axis + 1, shape, y, atY + i * stepY, stepY, a, fromA, sizeA / nA, b, fromB, sizeB / nB);
        }
    }

    /// Size of an axis counted from the end, 1 where the shape is too short.
    static int dim(Shape s, int axisFromEnd) {
        return s.rank() + axisFromEnd < 0 ? 1 : s.dim(axisFromEnd);
    }
}
