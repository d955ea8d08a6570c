package dev.noyau.cpu;

import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Tile;

/// Long sums in several passes, so that the weights of one pass stay in the first cache while all pixels use them. The
/// sums go on where they stopped, so the bits are those of one pass.
final class TermChunks {
    /// Floats that are read again for each tile: 40 kB.
    private static final int CACHED = 10_240;

    /// With fewer pixels the weights are not used again often enough.
    private static final int PIXELS = 48;

    private static final int RUN = 4;

    private TermChunks() {}

    /// Passes for sums of so many terms of so many blocks.
    static int passes(int terms, int blocks, int pixels) {
        return pixels < PIXELS ? 1 : Math.max(1, Math.ceilDiv(terms * blocks * Kernels.LANES, CACHED));
    }

    /// First term of a pass.
    static int first(int terms, int pass, int passes) {
        return pass == passes ? terms : (int) ((long) terms * pass / passes) / RUN * RUN;
    }

    /// [Kernels#multiply] over all terms of [Tile#tab], in passes.
    static void multiply(Kernels kernels, Tile t, int blocks, int p0, int p1) {
        int terms = t.t1;
        int flags = t.flags;
        int passes = passes(terms, blocks, p1 - p0);
        for (int i = 0; i < passes; i++) {
            t.t0 = first(terms, i, passes);
            t.t1 = first(terms, i + 1, passes);
            t.flags = (i == 0 ? flags & Tile.ACC : Tile.ACC) | (i == passes - 1 ? flags & ~Tile.ACC : 0);
            kernels.multiply(t, blocks, p0, p1);
        }
        t.t0 = 0;
        t.t1 = terms;
        t.flags = flags;
    }

    /// [Kernels#gradient] over all terms, in passes.
    static void gradient(Kernels kernels, Tile t, int blocks, int p0, int p1) {
        int terms = t.t1;
        int flags = t.flags;
        int passes = passes(terms, blocks, p1 - p0);
        for (int i = 0; i < passes; i++) {
            t.t0 = first(terms, i, passes);
            t.t1 = first(terms, i + 1, passes);
            t.flags = i == 0 ? flags : flags | Tile.ACC;
            kernels.gradient(t, blocks, p0, p1);
        }
        t.t0 = 0;
        t.t1 = terms;
        t.flags = flags;
    }
}
