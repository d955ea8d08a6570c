package dev.noyau.vector;

import static dev.noyau.cpu.kernels.KernelCases.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.KernelCases;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Patches;
import dev.noyau.cpu.kernels.Pool;
import dev.noyau.cpu.kernels.ScalarKernels;
import dev.noyau.cpu.kernels.Tile;
import dev.noyau.cpu.kernels.Transform;
import dev.noyau.testing.Gen;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The vector kernels of every length give the bits of the scalar ones, which have a test of their own. The lengths
/// that this machine lacks are emulated by the Vector API, slowly but rightly.
class VectorKernelsTest {
    private static final List<Kernels> VECTOR = List.of(new Kernels128(), new Kernels256(), new Kernels512());

    private final Kernels scalar = ScalarKernels.INSTANCE;

    private void assertSame(Tile c, Family family, int blocks, int p0, int p1) {
        float[] expected = KernelCases.run(scalar, family, c, blocks, p0, p1);
        for (Kernels kernels : VECTOR) {
            if (blocks <= kernels.blocks()[0]) {
                float[] actual = KernelCases.run(kernels, family, c, blocks, p0, p1);
                assertSameBits(kernels.name() + " " + family + " blocks " + blocks, actual, expected);
            }
        }
    }

    private static int terms(Gen g, Family family) {
        return family == Family.RUNS ? 4 * g.pick(1, 2, 3, 5, 9) : g.pick(1, 2, 3, 7, 16, 31);
    }

    private static int flags(Gen g, Family family) {
        return family == Family.GRADIENT ? g.pick(0, Tile.ACC) : g.pick(KernelCases.FLAGS);
    }

    /// Every generated tile: each width is a call of its own.
    @Test
    void everyTileGivesTheBitsOfScalar() {
        Gen.check(3, g -> {
            for (Kernels kernels : VECTOR) {
                for (Family family : Family.values()) {
                    for (int blocks : kernels.blocks(family)) {
                        for (int width : kernels.split(family, blocks).widths()) {
                            Tile c = KernelCases.tile(g, family, blocks, width, terms(g, family), flags(g, family));
                            int p0 = g.between(0, 5);
                            float[] expected = KernelCases.run(scalar, family, c, blocks, p0, p0 + width);
                            float[] actual = KernelCases.run(kernels, family, c, blocks, p0, p0 + width);
                            assertSameBits(
                                    kernels.name() + " " + family + " " + blocks + "x" + width, actual, expected);
                        }
                    }
                }
            }
        });
    }

    @Test
    void anyRangeGivesTheBitsOfScalar() {
        for (int pixels = 0; pixels <= 40; pixels++) {
            int count = pixels;
            Gen.check(4, g -> {
                Family family = g.pick(List.of(Family.values()));
                int blocks = KernelCases.blocks(g, family, 2);
                Tile c = KernelCases.tile(g, family, blocks, count, terms(g, family), flags(g, family));
                int p0 = g.between(0, 5);
                assertSame(c, family, blocks, p0, p0 + count);
            });
        }
    }

    /// The code changes once C2 has compiled it, so the comparison goes on until then.
    @Test
    void compiledTilesGiveTheBitsOfScalar() {
        Gen g = Gen.of(11);
        for (Family family : Family.values()) {
            Tile c = KernelCases.tile(g, family, 1, 21, 32, flags(g, family));
            float[] expected = KernelCases.run(scalar, family, c, 1, 0, 21);
            for (Kernels kernels : VECTOR) {
                for (int i = 0; i < 3000; i++) {
                    assertSameBits(kernels.name(), KernelCases.run(kernels, family, c, 1, 0, 21), expected);
                }
            }
        }
    }

    @Test
    void infinitiesZerosAndNanAreTreatedAlike() {
        Gen.check(60, g -> {
            Family family = g.pick(List.of(Family.values()));
            int blocks = KernelCases.blocks(g, family, 2);
            Tile c = KernelCases.tile(g, family, blocks, 13, 4, flags(g, family));
            KernelCases.sprinkle(g, c.bias);
            KernelCases.sprinkle(g, c.aux);
            KernelCases.sprinkle(g, c.out);
            if (g.flip()) {
                KernelCases.sprinkle(g, c.in);
            }
            assertSame(c, family, blocks, 0, 13);
        });
    }

    @Test
    void poolingGivesTheBitsOfScalar() {
        Gen.check(120, g -> {
            int windows = g.between(1, 9);
            Pool c = KernelCases.pool(g, windows, g.pick(1, 2, 3, 4, 9));
            if (g.flip()) {
                KernelCases.sprinkle(g, c.x);
            }
            float[] y = c.y;
            float[] dx = c.dx;
            List<float[]> expected = pool(scalar, c, windows);
            for (Kernels kernels : VECTOR) {
                c.y = y;
                c.dx = dx;
                List<float[]> actual = pool(kernels, c, windows);
                for (int i = 0; i < actual.size(); i++) {
                    assertSameBits(kernels.name() + " pooling, array " + i, actual.get(i), expected.get(i));
                }
            }
        });
    }

    /// All four kernels, on copies.
    private static List<float[]> pool(Kernels kernels, Pool c, int windows) {
        c.y = c.y.clone();
        c.dx = c.dx.clone();
        kernels.maxPool(c, 1, 1 + windows);
        kernels.maxPoolBackward(c, 1, 1 + windows);
        float[] y = c.y.clone();
        float[] dx = c.dx.clone();
        kernels.averagePool(c, 0, windows);
        kernels.averagePoolBackward(c, 0, windows);
        return List.of(y, dx, c.y, c.dx);
    }

    @Test
    void transformsGiveTheBitsOfScalar() {
        Gen.check(60, g -> {
            for (Transform kind : Transform.values()) {
                Patches c = KernelCases.patches(g, kind, g.between(1, 5));
                int p1 = c.fo.length - 2;
                float[] expected = KernelCases.run(scalar, kind, c, 1, p1);
                for (Kernels kernels : VECTOR) {
                    assertSameBits(kernels.name() + " " + kind, KernelCases.run(kernels, kind, c, 1, p1), expected);
                }
            }
        });
    }

    @Test
    void blocksWithoutAKernelAndBrokenRunsAreErrors() {
        Kernels kernels = new Kernels256();
        Tile c = KernelCases.tile(Gen.of(1), Family.RUNS, 1, 3, 4, 0);
        assertThatThrownBy(() -> kernels.multiply(c, 3, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 blocks");
        c.t1 += 2;
        assertThatThrownBy(() -> kernels.multiply(c, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whole runs of 4");
        assertThat(kernels.blocks()).containsExactly(1);
    }
}
