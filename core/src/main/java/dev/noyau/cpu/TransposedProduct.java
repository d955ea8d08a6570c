package dev.noyau.cpu;

import dev.noyau.cpu.kernels.KernelSelector;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Tile;

/// `C = Aᵀ·B` of matrices in row-major order, at the speed of the convolutions: for what is no step of a plan. One
/// chain of fused multiply-adds an element, so the bits depend neither on threads nor on the machine.
///
/// **Shapes**: A (K, M), B (K, N), C (M, N); rows of B and C are padded to a multiple of 16 numbers, rows of A have any
/// length from M on.
public final class TransposedProduct {
    /// Multiply-adds of a part: about 20 µs.
    private static final long PART = 1 << 20;

    private final Kernels kernels = KernelSelector.kernels();
    private final int blocks = Math.min(2, kernels.blocks()[0]);
    private final int m;
    private final int n;
    private final int parts;
    private final int[] rowsOfA;
    private final int[] rowsOfB;
    private final int[] rowsOfC;
    private final Tile[] tiles;
    private final Workers workers;
    private final Workers.Loop loop = this::part;

    /// @param k rows of A and B
    /// @param m columns of A
    /// @param strideA from one row of A to the next
    /// @param n columns of B, padded
    public TransposedProduct(Workers workers, int k, int m, int strideA, int n) {
        if (n % Kernels.LANES != 0) {
            throw new IllegalArgumentException("rows of " + n + " numbers are not padded to a multiple of 16");
        }
        this.workers = workers;
        this.m = m;
        this.n = n;
        parts = Math.clamp((long) k * m * n / PART, 1, Math.min(m, 16));
        rowsOfA = Dense.multiples(k, strideA);
        rowsOfB = Dense.multiples(k, n);
        rowsOfC = Dense.multiples(m, n);
        tiles = new Tile[workers.threads()];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new Tile();
        }
    }

    /// Numbers of a row of so many, padded.
    public static int padded(int columns) {
        return Math.ceilDiv(columns, Kernels.LANES) * Kernels.LANES;
    }

    /// Computes C; it must be another array than A and B. Allocates nothing.
    public void run(float[] a, float[] b, float[] c) {
        for (Tile t : tiles) {
            t.in = a;
            t.tab = rowsOfA;
            t.t1 = rowsOfA.length;
            t.w = b;
            t.wtab = rowsOfB;
            t.wBlk = Kernels.LANES;
            t.out = c;
            t.oo = rowsOfC;
            t.outBlk = Kernels.LANES;
        }
        workers.run(parts, loop);
    }

    private void part(int part, int worker) {
        Tile t = tiles[worker];
        int from = (int) ((long) m * part / parts);
        int to = (int) ((long) m * (part + 1) / parts);
        for (int at = 0; at < n; ) {
            int count = Math.min(blocks, (n - at) / Kernels.LANES);
            t.wOff = at;
            t.outOff = at;
            TermChunks.gradient(kernels, t, count, from, to);
            at += count * Kernels.LANES;
        }
    }
}
