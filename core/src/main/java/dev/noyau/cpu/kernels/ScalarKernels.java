package dev.noyau.cpu.kernels;

/// The kernels in plain Java, for JVMs without the Vector API and for the first moments of the others. Same bits as the
/// vector kernels.
///
/// The sums of half a block are eight local variables, which the first JIT tier keeps in registers already: a lone
/// prediction ends before the second tier is ready.
public final class ScalarKernels implements Kernels {
    /// The instance; it has no state.
    public static final ScalarKernels INSTANCE = new ScalarKernels();

    private static final int HALF = LANES / 2;
    private static final TileSplit SPLIT = new TileSplit(new int[] {1}, LANES);

    private ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    /// Any number would do; these are the ones of the widest vectors.
    @Override
    public int[] blocks() {
        return new int[] {2, 1};
    }

    @Override
    public TileSplit split(Family family, int blocks) {
        return SPLIT;
    }

    @Override
    public void multiply(Tile c, int blocks, int p0, int p1) {
        int step = blocks * LANES;
        for (int p = p0; p < p1; p++) {
            int x = c.inOff + c.xo[p];
            for (int half = 0; half < 2 * blocks; half++) {
                int o = start(c, p, half);
                packed(c, x, c.wOff + c.t0 * step + half * HALF, step, o);
            }
            finish(c, p, blocks);
        }
    }

    @Override
    public void gradient(Tile c, int blocks, int p0, int p1) {
        for (int p = p0; p < p1; p++) {
            for (int half = 0; half < 2 * blocks; half++) {
                int o = start(c, p, half);
                tabled(c, c.inOff + p, c.wOff + half / 2 * c.wBlk + half % 2 * HALF, o);
            }
        }
    }

    @Override
    public void channels(Tile c, int p0, int p1) {
        for (int p = p0; p < p1; p++) {
            int x = c.inOff + c.xo[p];
            for (int half = 0; half < 2; half++) {
                lanewise(c, x + half * HALF, c.wOff + half * HALF, start(c, p, half));
            }
            finish(c, p, 1);
        }
    }

    /// Where half a block of a pixel lies in `out`, after its sums were set to the bias there.
    private static int start(Tile c, int p, int half) {
        int o = c.outOff + c.oo[p] + half / 2 * c.outBlk + half % 2 * HALF;
        if ((c.flags & Tile.ACC) == 0) {
            System.arraycopy(c.bias, c.biasOff + half * HALF, c.out, o, HALF);
        }
        return o;
    }

    private static void packed(Tile c, int x, int wx, int step, int o) {
        float[] in = c.in;
        float[] w = c.w;
        float[] out = c.out;
        int[] tab = c.tab;
        float a0 = out[o];
        float a1 = out[o + 1];
        float a2 = out[o + 2];
        float a3 = out[o + 3];
        float a4 = out[o + 4];
        float a5 = out[o + 5];
        float a6 = out[o + 6];
        float a7 = out[o + 7];
        for (int t = c.t0, t1 = c.t1; t < t1; t++) {
            float b = in[x + tab[t]];
            a0 = Math.fma(w[wx], b, a0);
            a1 = Math.fma(w[wx + 1], b, a1);
            a2 = Math.fma(w[wx + 2], b, a2);
            a3 = Math.fma(w[wx + 3], b, a3);
            a4 = Math.fma(w[wx + 4], b, a4);
            a5 = Math.fma(w[wx + 5], b, a5);
            a6 = Math.fma(w[wx + 6], b, a6);
            a7 = Math.fma(w[wx + 7], b, a7);
            wx += step;
        }
        store(out, o, a0, a1, a2, a3, a4, a5, a6, a7);
    }

    private static void tabled(Tile c, int x, int wOff, int o) {
        float[] in = c.in;
        float[] w = c.w;
        float[] out = c.out;
        int[] tab = c.tab;
        int[] wtab = c.wtab;
        float a0 = out[o];
        float a1 = out[o + 1];
        float a2 = out[o + 2];
        float a3 = out[o + 3];
        float a4 = out[o + 4];
        float a5 = out[o + 5];
        float a6 = out[o + 6];
        float a7 = out[o + 7];
        for (int t = c.t0, t1 = c.t1; t < t1; t++) {
            float b = in[x + tab[t]];
            int wx = wOff + wtab[t];
            a0 = Math.fma(w[wx], b, a0);
            a1 = Math.fma(w[wx + 1], b, a1);
            a2 = Math.fma(w[wx + 2], b, a2);
            a3 = Math.fma(w[wx + 3], b, a3);
            a4 = Math.fma(w[wx + 4], b, a4);
            a5 = Math.fma(w[wx + 5], b, a5);
            a6 = Math.fma(w[wx + 6], b, a6);
            a7 = Math.fma(w[wx + 7], b, a7);
        }
        store(out, o, a0, a1, a2, a3, a4, a5, a6, a7);
    }

    private static void lanewise(Tile c, int x, int wOff, int o) {
        float[] in = c.in;
        float[] w = c.w;
        float[] out = c.out;
        int[] tab = c.tab;
        int[] wtab = c.wtab;
        float a0 = out[o];
        float a1 = out[o + 1];
        float a2 = out[o + 2];
        float a3 = out[o + 3];
        float a4 = out[o + 4];
        float a5 = out[o + 5];
        float a6 = out[o + 6];
        float a7 = out[o + 7];
        for (int t = c.t0, t1 = c.t1; t < t1; t++) {
            int i = x + tab[t];
            int wx = wOff + wtab[t];
            a0 = Math.fma(w[wx], in[i], a0);
            a1 = Math.fma(w[wx + 1], in[i + 1], a1);
            a2 = Math.fma(w[wx + 2], in[i + 2], a2);
            a3 = Math.fma(w[wx + 3], in[i + 3], a3);
            a4 = Math.fma(w[wx + 4], in[i + 4], a4);
            a5 = Math.fma(w[wx + 5], in[i + 5], a5);
            a6 = Math.fma(w[wx + 6], in[i + 6], a6);
            a7 = Math.fma(w[wx + 7], in[i + 7], a7);
        }
        store(out, o, a0, a1, a2, a3, a4, a5, a6, a7);
    }

    private static void store(
            float[] out, int o, float a0, float a1, float a2, float a3, float a4, float a5, float a6, float a7) {
        out[o] = a0;
        out[o + 1] = a1;
        out[o + 2] = a2;
        out[o + 3] = a3;
        out[o + 4] = a4;
        out[o + 5] = a5;
        out[o + 6] = a6;
        out[o + 7] = a7;
    }

    /// The post-operations, on the stored sums of a pixel.
    private static void finish(Tile c, int p, int blocks) {
        if ((c.flags & (Tile.ADD | Tile.RELU | Tile.MASK)) == 0) {
            return;
        }
        for (int j = 0; j < blocks; j++) {
            int o = c.outOff + c.oo[p] + j * c.outBlk;
            if ((c.flags & Tile.ADD) != 0) {
                add(c.out, o, c.aux, c.auxOff + c.ao[p] + j * c.auxBlk);
            }
            if ((c.flags & Tile.RELU) != 0) {
                relu(c.out, o);
            }
            if ((c.flags & Tile.MASK) != 0) {
                mask(c.out, o, c.aux, c.auxOff + c.ao[p] + j * c.auxBlk);
            }
        }
    }

    private static void add(float[] out, int o, float[] aux, int a) {
        for (int l = 0; l < LANES; l++) {
            out[o + l] += aux[a + l];
        }
    }

    private static void relu(float[] out, int o) {
        for (int l = 0; l < LANES; l++) {
            out[o + l] = out[o + l] <= 0 ? 0 : out[o + l];
        }
    }

    private static void mask(float[] out, int o, float[] aux, int a) {
        for (int l = 0; l < LANES; l++) {
            out[o + l] = aux[a + l] > 0 ? out[o + l] : 0;
        }
    }

    @Override
    public void maxPool(Pool c, int p0, int p1) {
        for (int p = p0; p < p1; p++) {
            for (int l = 0; l < LANES; l++) {
                int x = c.xOff + c.xo[p] + l;
                c.y[c.yOff + c.yo[p] + l] = c.x[x + c.tab[largest(c, x)]];
            }
        }
    }

    /// The tap whose value wins: the first of the largest, or the last NaN.
    private static int largest(Pool c, int x) {
        int at = c.k0;
        float most = c.x[x + c.tab[at]];
        for (int k = c.k0 + 1; k < c.k1; k++) {
            float value = c.x[x + c.tab[k]];
            if (value > most || Float.isNaN(value)) {
                most = value;
                at = k;
            }
        }
        return at;
    }

    @Override
    public void maxPoolBackward(Pool c, int p0, int p1) {
        for (int p = p0; p < p1; p++) {
            for (int l = 0; l < LANES; l++) {
                int k = largest(c, c.xOff + c.xo[p] + l);
                c.dx[c.dxOff + c.dxo[p] + c.dtab[k] + l] += c.y[c.yOff + c.yo[p] + l];
            }
        }
    }

    @Override
    public void averagePool(Pool c, int p0, int p1) {
        for (int p = p0; p < p1; p++) {
            for (int l = 0; l < LANES; l++) {
                int x = c.xOff + c.xo[p] + l;
                float sum = c.x[x + c.tab[c.k0]];
                for (int k = c.k0 + 1; k < c.k1; k++) {
                    sum += c.x[x + c.tab[k]];
                }
                c.y[c.yOff + c.yo[p] + l] = sum / c.divisor;
            }
        }
    }

    @Override
    public void averagePoolBackward(Pool c, int p0, int p1) {
        for (int p = p0; p < p1; p++) {
            for (int l = 0; l < LANES; l++) {
                float share = c.y[c.yOff + c.yo[p] + l] / c.divisor;
                int dx = c.dxOff + c.dxo[p] + l;
                for (int k = c.k0; k < c.k1; k++) {
                    c.dx[dx + c.dtab[k]] += share;
                }
            }
        }
    }

    @Override
    public void transform(Transform kind, Patches c, int p0, int p1) {
        ScalarTransforms.run(kind, c, p0, p1);
    }

    @Override
    public float peak(int turns) {
        float x = 1 - 0x1p-20f;
        float a = 1;
        float b = 2;
        float c = 3;
        float d = 4;
        float e = 5;
        float f = 6;
        float g = 7;
        float h = 8;
        for (int i = 0; i < turns * (PEAK_TURN / 8); i++) {
            a = Math.fma(a, x, x);
            b = Math.fma(b, x, x);
            c = Math.fma(c, x, x);
            d = Math.fma(d, x, x);
            e = Math.fma(e, x, x);
            f = Math.fma(f, x, x);
            g = Math.fma(g, x, x);
            h = Math.fma(h, x, x);
        }
        return a + b + c + d + e + f + g + h;
    }
}
