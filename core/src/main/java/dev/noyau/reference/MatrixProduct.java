package dev.noyau.reference;

/// Products of matrices.
final class MatrixProduct {
    private MatrixProduct() {}

    static long run(NdArray a, boolean transposeA, NdArray b, boolean transposeB, NdArray y) {
        double[] p = a.doubles();
        double[] q = b.doubles();
        double[] out = y.doubles();
        int rows = y.shape().dim(0);
        int columns = y.shape().dim(1);
        int depth = a.shape().dim(transposeA ? 0 : 1);
        int rowA = transposeA ? 1 : depth;
        int stepA = transposeA ? rows : 1;
        int columnB = transposeB ? depth : 1;
        int stepB = transposeB ? 1 : columns;
        long macs = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += p[i * rowA + k * stepA] * q[j * columnB + k * stepB];
                    macs++;
                }
                out[i * columns + j] = sum;
            }
        }
        return macs;
    }
}
