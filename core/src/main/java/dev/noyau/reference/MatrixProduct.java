package dev.noyau.reference;

import dev.noyau.tensor.Shape;

/// Products of matrices, batch by batch.
final class MatrixProduct {
    private MatrixProduct() {}

    static long run(NdArray a, boolean transposeA, NdArray b, boolean transposeB, NdArray y) {
        int rows = y.shape().dim(-2);
        int columns = y.shape().dim(-1);
        int depth = a.shape().dim(transposeA ? -2 : -1);
        int batches = (int) y.shape().size(0, y.shape().rank() - 2);
        long macs = 0;
        for (int n = 0; n < batches; n++) {
            int atA = matrix(y.shape(), n, a.shape()) * rows * depth;
            int atB = matrix(y.shape(), n, b.shape()) * depth * columns;
            int atY = n * rows * columns;
            macs += one(
                    a.doubles(), atA, transposeA, b.doubles(), atB, transposeB, y.doubles(), atY, rows, columns, depth);
        }
        return macs;
    }

    /// Which matrix of an operand takes part in the n-th of the result.
    private static int matrix(Shape y, int n, Shape operand) {
        int at = 0;
        int stride = 1;
        int rest = n;
        for (int k = 3; k <= operand.rank(); k++) {
            int d = operand.dim(-k);
            at += d == 1 ? 0 : rest % y.dim(-k) * stride;
            rest /= y.dim(-k);
            stride *= d;
        }
        return at;
    }

    private static long one(
            double[] p,
            int atP,
            boolean transposeP,
            double[] q,
            int atQ,
            boolean transposeQ,
            double[] out,
            int at,
            int rows,
            int columns,
            int depth) {
        int rowP = transposeP ? 1 : depth;
        int stepP = transposeP ? rows : 1;
        int columnQ = transposeQ ? depth : 1;
        int stepQ = transposeQ ? 1 : columns;
        long macs = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += p[atP + i * rowP + k * stepP] * q[atQ + j * columnQ + k * stepQ];
                    macs++;
                }
                out[at + i * columns + j] = sum;
            }
        }
        return macs;
    }
}
