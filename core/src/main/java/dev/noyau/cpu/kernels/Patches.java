package dev.noyau.cpu.kernels;

/// The arguments of [Kernels#transform], filled like a [Tile]: small squares of blocks of channels, read in one array
/// and written in another.
public final class Patches {
    private static final float[] NO_FLOATS = {};
    private static final int[] NO_INTS = {};

    public float[] from = NO_FLOATS;
    public int fromOff;
    /// Offset of each patch in `from`.
    public int[] fo = NO_INTS;
    /// From one row of a patch to the next in `from`, and from one column to the next; may be negative.
    public int fromRow;

    public int fromCol;

    public float[] to = NO_FLOATS;
    public int toOff;
    /// Offset of each patch in `to`.
    public int[] oo = NO_INTS;

    public int toRow;
    public int toCol;

    /// What [Transform#OUTPUT] (of either filter) adds to each pixel: 16 numbers from `biasOff` on.
    public float[] bias = Tile.NO_BIAS;

    public int biasOff;

    /// The second operand of [Tile#ADD] or [Tile#MASK], which lies like `to`, from `auxOff` on.
    public float[] aux = NO_FLOATS;

    public int auxOff;

    /// For [Transform#OUTPUT]: a sum of [Tile#ADD] or [Tile#MASK], and [Tile#RELU].
    public int flags;

    /// A patch between its rows and its columns.
    public final float[] between = new float[6 * 6 * Kernels.LANES];
}
