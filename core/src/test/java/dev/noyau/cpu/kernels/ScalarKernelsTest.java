package dev.noyau.cpu.kernels;

import static dev.noyau.cpu.kernels.KernelCases.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.testing.Gen;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The scalar kernels against loops in double, written from the formulas of [Kernels].
class ScalarKernelsTest {
    /// Of a sum of products of numbers in [−1, 1): its rounding errors are a random walk, so they grow
    /// like √terms.
    private static final double TOLERANCE_PER_SQRT_TERM = 5e-7;

    private final Kernels kernels = ScalarKernels.INSTANCE;

    @Test
    void multiplyAndGradientFollowTheirFormulas() {
        Gen.check(300, g -> {
            Family family = g.pick(List.of(Family.values()));
            int blocks = KernelCases.blocks(g, family, 4);
            int pixels = g.between(1, 40);
            int terms = family == Family.RUNS ? 4 * g.between(1, 12) : g.pick(1, 2, 7, 31, 53);
            int flags = family == Family.GRADIENT ? g.pick(0, Tile.ACC) : g.pick(KernelCases.FLAGS);
            Tile c = KernelCases.tile(g, family, blocks, pixels, terms, flags);
            int p0 = g.between(0, 5);
            float[] out = KernelCases.run(kernels, family, c, blocks, p0, p0 + pixels);
            float[] expected = c.out.clone();
            for (int p = p0; p < p0 + pixels; p++) {
                for (int j = 0; j < blocks; j++) {
                    for (int l = 0; l < Kernels.LANES; l++) {
                        int o = c.outOff + c.oo[p] + j * c.outBlk + l;
                        double y = finish(c, p, j, l, sum(c, family, blocks, p, j, l));
                        assertThat((double) out[o])
                                .isCloseTo(y, within(TOLERANCE_PER_SQRT_TERM * Math.sqrt(terms + 2)));
                        expected[o] = out[o];
                    }
                }
            }
            assertSameBits("what no pixel owns", out, expected);
        });
    }

    private static double sum(Tile c, Family family, int blocks, int p, int j, int l) {
        boolean acc = (c.flags & Tile.ACC) != 0;
        double y = acc ? c.out[c.outOff + c.oo[p] + j * c.outBlk + l] : c.bias[c.biasOff + 16 * j + l];
        for (int t = c.t0; t < c.t1; t++) {
            y += switch (family) {
                case RUNS, SINGLES ->
                    (double) c.w[c.wOff + (t * blocks + j) * 16 + l] * c.in[c.inOff + c.xo[p] + c.tab[t]];
                case GRADIENT -> (double) c.w[c.wOff + c.wtab[t] + j * c.wBlk + l] * c.in[c.inOff + p + c.tab[t]];
                case CHANNELS -> (double) c.w[c.wOff + c.wtab[t] + l] * c.in[c.inOff + c.xo[p] + c.tab[t] + l];
            };
        }
        return y;
    }

    private static double finish(Tile c, int p, int j, int l, double sum) {
        float aux = c.aux[c.auxOff + c.ao[p] + j * c.auxBlk + l];
        double y = (c.flags & Tile.ADD) == 0 ? sum : sum + aux;
        y = (c.flags & Tile.RELU) == 0 ? y : Math.max(y, 0);
        return (c.flags & Tile.MASK) == 0 || aux > 0 ? y : 0;
    }

    @Test
    void reluKeepsNanAndMakesMinusZeroPositive() {
        Tile c = new Tile();
        c.bias = new float[] {
            Float.NaN, -0f, 0f, -1, 1, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 2, 0, 0, 0, 0, 0, 0, 0, 0
        };
        c.xo = new int[1];
        c.oo = new int[1];
        c.out = new float[16];
        c.flags = Tile.RELU;
        kernels.multiply(c, 1, 0, 1);
        assertSameBits(
                "relu", c.out, new float[] {Float.NaN, 0, 0, 0, 1, 0, Float.POSITIVE_INFINITY, 2, 0, 0, 0, 0, 0, 0, 0, 0
                });
    }

    @Test
    void maxPoolTakesTheLargestAndSendsItsGradientToTheFirstOfThem() {
        Gen.check(200, g -> {
            int windows = g.between(1, 9);
            int taps = g.pick(1, 2, 4, 9);
            Pool c = KernelCases.pool(g, windows, taps);
            float[] before = c.dx.clone();
            kernels.maxPool(c, 2, 2 + windows);
            kernels.maxPoolBackward(c, 2, 2 + windows);
            for (int p = 2; p < 2 + windows; p++) {
                for (int l = 0; l < Kernels.LANES; l++) {
                    int x = c.xOff + c.xo[p] + l;
                    int winner = c.k0;
                    for (int k = c.k0; k < c.k1; k++) {
                        winner = c.x[x + c.tab[k]] > c.x[x + c.tab[winner]] ? k : winner;
                    }
                    float y = c.y[c.yOff + c.yo[p] + l];
                    assertThat(y).isEqualTo(c.x[x + c.tab[winner]]);
                    before[c.dxOff + c.dxo[p] + c.dtab[winner] + l] += y;
                }
            }
            assertSameBits("gradient", c.dx, before);
        });
    }

    @Test
    void theLastNanOfAWindowWins() {
        Pool c = KernelCases.pool(Gen.of(1), 1, 4);
        int x = c.xOff + c.xo[0];
        c.tab = IntStream.range(0, c.k1).map(k -> 16 * k).toArray();
        c.x[x + c.tab[c.k0 + 1]] = Float.NaN;
        c.x[x + c.tab[c.k0 + 2]] = Float.NaN;
        kernels.maxPool(c, 0, 1);
        assertThat(c.y[c.yOff + c.yo[0]]).isNaN();
        c.y[c.yOff + c.yo[0]] = 7;
        c.dtab = c.tab;
        c.dx = new float[c.dx.length];
        kernels.maxPoolBackward(c, 0, 1);
        assertThat(c.dx[c.dxOff + c.dxo[0] + c.dtab[c.k0 + 2]]).isEqualTo(7);
    }

    @Test
    void averagePoolDividesTheSumAndItsGradient() {
        Gen.check(200, g -> {
            int windows = g.between(1, 9);
            int taps = g.pick(1, 3, 4, 49);
            Pool c = KernelCases.pool(g, windows, taps);
            double[] dx = new double[c.dx.length];
            for (int i = 0; i < dx.length; i++) {
                dx[i] = c.dx[i];
            }
            kernels.averagePool(c, 0, windows);
            kernels.averagePoolBackward(c, 0, windows);
            double tolerance = TOLERANCE_PER_SQRT_TERM * Math.sqrt(windows * taps);
            for (int p = 0; p < windows; p++) {
                for (int l = 0; l < Kernels.LANES; l++) {
                    double sum = 0;
                    float y = c.y[c.yOff + c.yo[p] + l];
                    for (int k = c.k0; k < c.k1; k++) {
                        sum += c.x[c.xOff + c.xo[p] + c.tab[k] + l];
                        dx[c.dxOff + c.dxo[p] + c.dtab[k] + l] += (double) y / c.divisor;
                    }
                    assertThat((double) y).isCloseTo(sum / c.divisor, within(tolerance));
                }
            }
            for (int i = 0; i < dx.length; i++) {
                assertThat((double) c.dx[i]).isCloseTo(dx[i], within(tolerance * Math.max(1, Math.abs(dx[i]))));
            }
        });
    }

    /// The matrices of F(4×4, 3×3) as Lavin & Gray print them; `Aᵀ` and `G` also stand for their
    /// transposes.
    private static final double[][] BT = {
        {4, 0, -5, 0, 1, 0},
        {0, -4, -4, 1, 1, 0},
        {0, 4, -4, -1, 1, 0},
        {0, -2, -1, 2, 1, 0},
        {0, 2, -1, -2, 1, 0},
        {0, 4, 0, -5, 0, 1}
    };

    private static final double[][] AT = {
        {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
    };

    private static final double[][] G = {
        {1 / 4., 0, 0},
        {-1 / 6., -1 / 6., -1 / 6.},
        {-1 / 6., 1 / 6., -1 / 6.},
        {1 / 24., 1 / 12., 1 / 6.},
        {1 / 24., -1 / 12., 1 / 6.},
        {0, 0, 1}
    };

    private static final double[][] AT_5 = {{1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 1}};

    private static final double[][] G_5 = {
        {1 / 4., 0, 0, 0, 0},
        {-1 / 6., -1 / 6., -1 / 6., -1 / 6., -1 / 6.},
        {-1 / 6., 1 / 6., -1 / 6., 1 / 6., -1 / 6.},
        {1 / 24., 1 / 12., 1 / 6., 1 / 3., 2 / 3.},
        {1 / 24., -1 / 12., 1 / 6., -1 / 3., 2 / 3.},
        {0, 0, 0, 0, 1}
    };

    private static double[][] matrix(Transform kind) {
        return switch (kind) {
            case INPUT -> BT;
            case OUTPUT -> AT;
            case GRADIENT -> transposed(AT);
            case WEIGHTS -> G;
            case WEIGHT_GRADIENT -> transposed(G);
            case OUTPUT_5 -> AT_5;
            case GRADIENT_5 -> transposed(AT_5);
            case WEIGHTS_5 -> G_5;
            case WEIGHT_GRADIENT_5 -> transposed(G_5);
        };
    }

    private static double[][] transposed(double[][] m) {
        double[][] t = new double[m[0].length][m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = m[i][j];
            }
        }
        return t;
    }

    @Test
    void transformsAreTheirMatrices() {
        Gen.check(100, gen -> {
            Transform kind = gen.pick(List.of(Transform.values()));
            Patches c = KernelCases.patches(gen, kind, 3);
            float[] out = KernelCases.run(kernels, kind, c, 2, 5);
            float[] expected = c.to.clone();
            double[][] m = matrix(kind);
            for (int p = 2; p < 5; p++) {
                for (int l = 0; l < Kernels.LANES; l++) {
                    for (int i = 0; i < kind.to; i++) {
                        for (int j = 0; j < kind.to; j++) {
                            int o = c.toOff + c.oo[p] + i * c.toRow + j * c.toCol + l;
                            double y = post(c, kind, patch(c, kind, m, p, l, i, j), o, l);
                            assertThat((double) out[o]).isCloseTo(y, within(TRANSFORM_TOLERANCE));
                            expected[o] = out[o];
                        }
                    }
                }
            }
            assertSameBits("what no patch owns", out, expected);
        });
    }

    /// Numbers in [−1, 1) times entries up to 8 in both directions: partial sums up to 361, roundings of
    /// 2⁻²⁴ of them.
    private static final double TRANSFORM_TOLERANCE = 2e-4;

    private static double patch(Patches c, Transform kind, double[][] m, int p, int l, int i, int j) {
        double y = 0;
        for (int a = 0; a < kind.from; a++) {
            for (int b = 0; b < kind.from; b++) {
                y += m[i][a] * m[j][b] * c.from[c.fromOff + c.fo[p] + a * c.fromRow + b * c.fromCol + l];
            }
        }
        return y;
    }

    private static double post(Patches c, Transform kind, double sum, int o, int l) {
        if (!kind.makesOutput()) {
            return sum;
        }
        float aux = c.aux[c.auxOff + o - c.toOff];
        double y = sum + c.bias[c.biasOff + l] + ((c.flags & Tile.ADD) == 0 ? 0 : aux);
        y = (c.flags & Tile.RELU) == 0 ? y : Math.max(y, 0);
        return (c.flags & Tile.MASK) == 0 || aux > 0 ? y : 0;
    }
}
