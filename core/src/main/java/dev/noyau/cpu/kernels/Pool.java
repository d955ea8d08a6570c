package dev.noyau.cpu.kernels;

/// The arguments of the pooling kernels, filled like a [Tile]. Windows that reach over the border of an image have
/// fewer taps, so they are calls of their own, with their own range of taps; no value stands for the padding.
/// All windows and taps lie whole blocks of channels apart.
public final class Pool {
    private static final float[] NO_FLOATS = {};
    private static final int[] NO_INTS = {};

    /// The pooled image, read.
    public float[] x = NO_FLOATS;

    public int xOff;
    /// Offset of each window in `x`.
    public int[] xo = NO_INTS;
    /// Offset of each tap in `x`, relative to the window, in row order.
    public int[] tab = NO_INTS;

    /// The first and one past the last tap; at least one.
    public int k0;

    public int k1;

    /// The result (written) or its gradient (read).
    public float[] y = NO_FLOATS;

    public int yOff;
    /// Offset of each window in `y`.
    public int[] yo = NO_INTS;

    /// The gradient of `x`, added to.
    public float[] dx = NO_FLOATS;

    public int dxOff;
    public int[] dxo = NO_INTS;
    public int[] dtab = NO_INTS;

    /// What an average is divided by.
    public float divisor = 1;
}
