package dev.noyau.vector;

import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Tile;
import dev.noyau.cpu.kernels.TileSplit;
import java.util.Arrays;

/// What the vector kernels of every length share: they cut a range into tiles and see to the flags, so that a tile's
/// own method has none. That keeps it small, and no call with flags not seen before makes C2 throw its code
/// away.
///
/// A sum starts from `start[startOff + (oo[p] & startMask) + j·startBlk + l]`, which is the bias for mask 0 and the
/// output for mask −1, where a pixel must not be computed twice. It is then raised to `floor`, which is 0 for ReLU and
/// −∞ for none.
abstract class VectorKernels implements Kernels {
    private static final int RUN = 4;

    private final TileSplit[][] splits = new TileSplit[Family.values().length][];

    VectorKernels() {
        for (Family family : Family.values()) {
            splits[family.ordinal()] = new TileSplit[blocks()[0] + 1];
            for (int blocks : blocks(family)) {
                splits[family.ordinal()][blocks] = new TileSplit(widths(family, blocks), blocks * vectors());
            }
        }
    }

    @Override
    public final TileSplit split(Family family, int blocks) {
        TileSplit[] known = splits[family.ordinal()];
        if (blocks < 1 || blocks >= known.length || known[blocks] == null) {
            throw new IllegalArgumentException(name() + " has no kernels for " + blocks + " blocks at once, only for "
                    + Arrays.toString(blocks()));
        }
        return known[blocks];
    }

    @Override
    public final void multiply(Tile c, int blocks, int p0, int p1) {
        float floor = floor(c);
        if (c.run == RUN) {
            runs(c, blocks, p0, p1, floor);
        } else {
            singles(c, blocks, p0, p1, floor);
        }
        finish(c, blocks, p0, p1);
    }

    /// Zero where the tile itself computes ReLU: where nothing is added before.
    private static float floor(Tile c) {
        return (c.flags & (Tile.ADD | Tile.RELU)) == Tile.RELU ? 0 : Float.NEGATIVE_INFINITY;
    }

    private void finish(Tile c, int blocks, int p0, int p1) {
        if ((c.flags & Tile.ADD) != 0) {
            add(c, blocks, p0, p1, (c.flags & Tile.RELU) != 0 ? 0 : Float.NEGATIVE_INFINITY);
        } else if ((c.flags & Tile.MASK) != 0) {
            mask(c, blocks, p0, p1);
        }
    }

    private void runs(Tile c, int blocks, int p0, int p1, float floor) {
        if ((c.t0 | c.t1) % RUN != 0) {
            throw new IllegalArgumentException("terms [" + c.t0 + ", " + c.t1 + ") are not whole runs of " + RUN);
        }
        TileSplit split = split(Family.RUNS, blocks);
        boolean acc = (c.flags & Tile.ACC) != 0;
        float[] start = acc ? c.out : c.bias;
        int startOff = acc ? c.outOff : c.biasOff;
        int startBlk = acc ? c.outBlk : LANES;
        int startMask = acc ? -1 : 0;
        int width = acc || p0 == p1 ? 1 : split.covering(p1 - p0);
        for (int p = p0; p < p1; p += width) {
            int at = p;
            if (acc) {
                width = split.next(p1 - p);
            } else {
                at = Math.min(p, p1 - width);
            }
            runs(blocks, width, c, at, start, startOff, startBlk, startMask, floor);
        }
    }

    private void singles(Tile c, int blocks, int p0, int p1, float floor) {
        TileSplit split = split(Family.SINGLES, blocks);
        boolean acc = (c.flags & Tile.ACC) != 0;
        float[] start = acc ? c.out : c.bias;
        int startOff = acc ? c.outOff : c.biasOff;
        int startBlk = acc ? c.outBlk : LANES;
        int startMask = acc ? -1 : 0;
        int width = acc || p0 == p1 ? 1 : split.covering(p1 - p0);
        for (int p = p0; p < p1; p += width) {
            int at = p;
            if (acc) {
                width = split.next(p1 - p);
            } else {
                at = Math.min(p, p1 - width);
            }
            singles(blocks, width, c, at, start, startOff, startBlk, startMask, floor);
        }
    }

    @Override
    public final void channels(Tile c, int p0, int p1) {
        TileSplit split = split(Family.CHANNELS, 1);
        float floor = floor(c);
        boolean acc = (c.flags & Tile.ACC) != 0;
        float[] start = acc ? c.out : c.bias;
        int startOff = acc ? c.outOff : c.biasOff;
        int startMask = acc ? -1 : 0;
        int width = acc || p0 == p1 ? 1 : split.covering(p1 - p0);
        for (int p = p0; p < p1; p += width) {
            int at = p;
            if (acc) {
                width = split.next(p1 - p);
            } else {
                at = Math.min(p, p1 - width);
            }
            channels(1, width, c, at, start, startOff, LANES, startMask, floor);
        }
        finish(c, 1, p0, p1);
    }

    @Override
    public final void gradient(Tile c, int blocks, int p0, int p1) {
        TileSplit split = split(Family.GRADIENT, blocks);
        boolean acc = (c.flags & Tile.ACC) != 0;
        float[] start = acc ? c.out : c.bias;
        int startOff = acc ? c.outOff : c.biasOff;
        int startBlk = acc ? c.outBlk : LANES;
        int startMask = acc ? -1 : 0;
        int width;
        for (int p = p0; p < p1; p += width) {
            width = split.next(p1 - p);
            gradient(blocks, width, c, p, start, startOff, startBlk, startMask);
        }
    }

    /// Vectors of a block of 16 channels.
    abstract int vectors();

    abstract int[] widths(Family family, int blocks);

    abstract void runs(
            int blocks,
            int width,
            Tile c,
            int p,
            float[] start,
            int startOff,
            int startBlk,
            int startMask,
            float floor);

    abstract void singles(
            int blocks,
            int width,
            Tile c,
            int p,
            float[] start,
            int startOff,
            int startBlk,
            int startMask,
            float floor);

    abstract void gradient(
            int blocks, int width, Tile c, int p, float[] start, int startOff, int startBlk, int startMask);

    abstract void channels(
            int blocks,
            int width,
            Tile c,
            int p,
            float[] start,
            int startOff,
            int startBlk,
            int startMask,
            float floor);

    /// `out = max(out + aux, floor)`.
    abstract void add(Tile c, int blocks, int p0, int p1, float floor);

    /// `out = aux > 0 ? out : 0`.
    abstract void mask(Tile c, int blocks, int p0, int p1);
}
