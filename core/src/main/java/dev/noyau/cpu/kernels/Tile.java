package dev.noyau.cpu.kernels;

/// The arguments of [Kernels#multiply], [Kernels#gradient] and [Kernels#channels]: arrays, offsets and tables. A plan
/// fills the tables
/// once; a worker has its own instance and sets what changes from call to call. Plain fields, because they are
/// read once per tile and a kernel's signature with twenty arguments reads worse.
///
/// The kernels write nothing but [#out].
public final class Tile {
    /// Flag: start from what `out` holds instead of [#bias], to go on with a sum that was begun.
    public static final int ACC = 1;
    /// Flag: add `aux` to the sum, before [#RELU].
    public static final int ADD = 2;
    /// Flag: `max(y, 0)`; NaN stays NaN.
    public static final int RELU = 4;
    /// Flag: `aux > 0 ? y : 0`, the gradient of ReLU, where `aux` is ReLU's output. Not together with [#ADD],
    /// which reads the same array.
    public static final int MASK = 8;

    private static final float[] NO_FLOATS = {};
    private static final int[] NO_INTS = {};

    /// The bias of those who have none: zeros for up to eight blocks.
    public static final float[] NO_BIAS = new float[8 * Kernels.LANES];

    /// What is read one number at a time (by [Kernels#channels] 16).
    public float[] in = NO_FLOATS;

    public int inOff;
    /// Offset of each pixel in `in`; any order, so a range may run over rows and images.
    public int[] xo = NO_INTS;
    /// Offset of each term of the sum in `in`, relative to the pixel.
    public int[] tab = NO_INTS;
    /// Length of the runs in `tab`: 4 promises that `t0` and `t1` are multiples of 4 and that
    /// `tab[t + u] = tab[t] + u` for `u < 4` and each such `t`, which is true for blocked channels and faster;
    /// else 1.
    public int run = 1;

    /// The first and one past the last term of the sum.
    public int t0;

    public int t1;

    /// What is read 16 numbers at a time. For [Kernels#multiply] packed as `[t][blocks][16]`.
    public float[] w = NO_FLOATS;

    public int wOff;
    /// For [Kernels#gradient] and [Kernels#channels]: offset of each term in `w`; and from one block to the next.
    public int[] wtab = NO_INTS;

    public int wBlk;

    public float[] out = NO_FLOATS;
    public int outOff;
    /// Offset of each pixel in `out`.
    public int[] oo = NO_INTS;
    /// From one channel block to the next in `out`.
    public int outBlk;

    /// Where the sums start: `blocks · 16` numbers from `biasOff` on.
    public float[] bias = NO_BIAS;

    public int biasOff;

    /// The second operand of [#ADD] or [#MASK], at `aux[auxOff + ao[p] + j·auxBlk + l]`.
    public float[] aux = NO_FLOATS;

    public int auxOff;
    public int[] ao = NO_INTS;
    public int auxBlk;

    /// A sum of [#ACC], [#ADD], [#RELU] and [#MASK].
    public int flags;
}
