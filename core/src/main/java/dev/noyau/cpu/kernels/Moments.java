package dev.noyau.cpu.kernels;

import java.util.Arrays;

/// Two sums for each of 16 channels over any number of pixels: in float over some pixels, in double over those sums.
/// Plain loops over the same index of all arrays, which the compiler vectorises.
public final class Moments {
    /// Registers that are added in float.
    private static final int TURNS = 64;

    private final float[] first = new float[Registers.SIZE];
    private final float[] second = new float[Registers.SIZE];
    private final double[] sums = new double[2 * Kernels.LANES];
    private int turns;

    /// Both sums are zero again.
    public void clear() {
        turns = 0;
        Arrays.fill(first, 0);
        Arrays.fill(second, 0);
        Arrays.fill(sums, 0);
    }

    /// Adds `Σ(x - k)` and `Σ(x - k)²`.
    public void addSquares(float[] x, float[] k, int n) {
        float[] a = first;
        float[] b = second;
        for (int i = 0; i < n; i++) {
            float d = x[i] - k[i];
            a[i] += d;
            b[i] += d * d;
        }
        turn();
    }

    /// Adds `Σdy` and `Σdy·(x - k)`.
    public void addProducts(float[] dy, float[] x, float[] k, int n) {
        float[] a = first;
        float[] b = second;
        for (int i = 0; i < n; i++) {
            a[i] += dy[i];
            b[i] += dy[i] * (x[i] - k[i]);
        }
        turn();
    }

    private void turn() {
        if (++turns == TURNS) {
            flush();
        }
    }

    private void flush() {
        for (int i = 0; i < Registers.SIZE; i++) {
            sums[i % Kernels.LANES] += first[i];
            sums[Kernels.LANES + i % Kernels.LANES] += second[i];
        }
        Arrays.fill(first, 0);
        Arrays.fill(second, 0);
        turns = 0;
    }

    /// Writes the first sum at `to` and what a float leaves of it at `to + stride`, the second in the two rows that
    /// follow.
    public void store(float[] y, int to, int stride) {
        flush();
        for (int i = 0; i < sums.length; i++) {
            int at = to + i / Kernels.LANES * 2 * stride + i % Kernels.LANES;
            float high = (float) sums[i];
            y[at] = high;
            y[at + stride] = (float) (sums[i] - high);
        }
    }
}
