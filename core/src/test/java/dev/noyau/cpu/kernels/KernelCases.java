package dev.noyau.cpu.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.testing.Gen;

/// Random arguments for kernels: any tables, offsets that begin nowhere round, and all flags. Vector kernels are
/// compared with the scalar ones on them, bit by bit, and the scalar ones with loops in double.
public final class KernelCases {
    /// Flags that may stand together: every set without both ADD and MASK.
    public static final int[] FLAGS = flags();

    private static final int IN = 900;
    private static final int SPARE = 5;

    private KernelCases() {}

    private static int[] flags() {
        int[] all = new int[12];
        int n = 0;
        for (int f = 0; f < 16; f++) {
            if ((f & (Tile.ADD | Tile.MASK)) != (Tile.ADD | Tile.MASK)) {
                all[n++] = f;
            }
        }
        return all;
    }

    /// How many blocks a call of a family may compute, at most so many.
    public static int blocks(Gen g, Family family, int most) {
        return family == Family.CHANNELS ? 1 : g.between(1, most);
    }

    /// A tile computation over the pixels `[p0, p0 + pixels)` for `p0 <= 5`.
    ///
    /// @param terms a multiple of 4 for [Family#RUNS]
    public static Tile tile(Gen g, Family family, int blocks, int pixels, int terms, int flags) {
        Tile c = new Tile();
        int end = pixels + SPARE;
        c.run = family == Family.RUNS ? 4 : 1;
        c.t0 = g.between(0, 1) * c.run;
        c.t1 = c.t0 + terms;
        c.in = g.floats(IN + end);
        c.inOff = g.between(0, 7);
        c.xo = ints(g, end, IN / 3);
        c.tab = ints(g, c.t1, IN / 3);
        for (int t = 0; t < c.t1; t++) {
            c.tab[t] = c.tab[t - t % c.run] + t % c.run;
        }
        if (family == Family.GRADIENT || family == Family.CHANNELS) {
            c.wtab = ints(g, c.t1, 200);
            c.wBlk = 300;
            c.w = g.floats(320 * blocks);
        } else {
            c.w = g.floats((c.t1 + 1) * blocks * Kernels.LANES);
        }
        c.wOff = g.between(0, 7);
        c.oo = places(g, end);
        c.outBlk = (end + 1) * Kernels.LANES;
        c.out = g.floats((blocks + 1) * c.outBlk);
        c.outOff = g.between(0, 7);
        c.ao = places(g, end);
        c.auxBlk = c.outBlk + Kernels.LANES;
        c.aux = g.floats((blocks + 1) * c.auxBlk);
        c.auxOff = g.between(0, 7);
        c.bias = g.floats(blocks * Kernels.LANES + 7);
        c.biasOff = g.between(0, 7);
        c.flags = flags;
        return c;
    }

    /// Windows with `taps` taps for the pooling kernels, which overlap at random; few different values, so that
    /// there are ties.
    public static Pool pool(Gen g, int windows, int taps) {
        Pool c = new Pool();
        int end = windows + SPARE;
        c.x = g.floats(IN);
        for (int i = 0; i < c.x.length; i++) {
            c.x[i] = Math.round(c.x[i] * 3) / 3f;
        }
        c.xOff = g.between(0, 7);
        c.xo = vectors(g, end);
        c.k0 = g.between(0, 2);
        c.k1 = c.k0 + taps;
        c.tab = vectors(g, c.k1);
        c.y = g.floats((end + 1) * Kernels.LANES);
        c.yOff = g.between(0, 7);
        c.yo = places(g, end);
        c.dx = g.floats(IN);
        c.dxOff = g.between(0, 7);
        c.dxo = vectors(g, end);
        c.dtab = vectors(g, c.k1);
        c.divisor = g.between(1, taps);
        return c;
    }

    /// Patches that are read and written at random places, in strides of their own.
    public static Patches patches(Gen g, Transform kind, int count) {
        Patches c = new Patches();
        int end = count + SPARE;
        c.from = g.floats(IN + 2 * kind.from * kind.from * Kernels.LANES * 2);
        boolean turned = g.flip();
        c.fromCol = (turned ? -1 : 1) * g.between(1, 2) * Kernels.LANES;
        c.fromRow = kind.from * c.fromCol;
        c.fromOff = g.between(0, 7) + (turned ? -(kind.from * kind.from - 1) * c.fromCol : 0);
        c.fo = ints(g, end, IN / 3);
        int square = kind.to * kind.to;
        c.oo = places(g, end);
        for (int i = 0; i < end; i++) {
            c.oo[i] *= square;
        }
        c.toCol = Kernels.LANES;
        c.toRow = kind.to * Kernels.LANES;
        c.to = g.floats((end + 1) * square * Kernels.LANES);
        c.toOff = g.between(0, 7);
        c.bias = g.floats(Kernels.LANES + 7);
        c.biasOff = g.between(0, 7);
        c.aux = g.floats(c.to.length + 7);
        c.auxOff = g.between(0, 7);
        c.flags = g.pick(0, Tile.RELU, Tile.ADD, Tile.ADD | Tile.RELU, Tile.MASK);
        return c;
    }

    /// Transforms patches on a copy of the output, which it returns.
    public static float[] run(Kernels kernels, Transform kind, Patches c, int p0, int p1) {
        float[] to = c.to;
        c.to = to.clone();
        kernels.transform(kind, c, p0, p1);
        float[] result = c.to;
        c.to = to;
        return result;
    }

    /// Puts NaN, infinities and both zeros at random places.
    public static void sprinkle(Gen g, float[] values) {
        float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f, -0f};
        for (int i = 0; i < values.length / 4; i++) {
            values[g.between(0, values.length - 1)] = odd[g.between(0, odd.length - 1)];
        }
    }

    /// Runs a tile with the given kernels on a copy of its output, which it returns.
    public static float[] run(Kernels kernels, Family family, Tile c, int blocks, int p0, int p1) {
        float[] out = c.out;
        c.out = out.clone();
        switch (family) {
            case RUNS, SINGLES -> kernels.multiply(c, blocks, p0, p1);
            case GRADIENT -> kernels.gradient(c, blocks, p0, p1);
            case CHANNELS -> kernels.channels(c, p0, p1);
        }
        float[] result = c.out;
        c.out = out;
        return result;
    }

    /// Asserts equal bits; all NaNs count as one, for which of two NaNs a sum keeps is the processor's choice.
    public static void assertSameBits(String what, float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
                assertThat(actual[i]).as(what + " at " + i).isEqualTo(expected[i]);
            }
        }
    }

    private static int[] ints(Gen g, int count, int bound) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = g.between(0, bound - 1);
        }
        return values;
    }

    /// Offsets of vectors that are the same or do not overlap.
    private static int[] vectors(Gen g, int count) {
        int[] values = ints(g, count, IN / 3 / Kernels.LANES);
        for (int i = 0; i < count; i++) {
            values[i] *= Kernels.LANES;
        }
        return values;
    }

    /// Offsets of vectors that do not overlap, in random order.
    private static int[] places(Gen g, int count) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            int j = g.between(0, i);
            places[i] = places[j];
            places[j] = i * Kernels.LANES;
        }
        return places;
    }
}
