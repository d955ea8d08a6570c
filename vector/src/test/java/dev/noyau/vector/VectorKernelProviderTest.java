package dev.noyau.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.KernelSelector;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Primer;
import org.junit.jupiter.api.Test;

class VectorKernelProviderTest {
    private final VectorKernelProvider provider = new VectorKernelProvider();

    @Test
    void coreFindsTheVectorKernels() {
        assumeThat(System.getProperty(KernelSelector.PROPERTY)).isNull();
        assumeThat(provider.preferredBits()).isPositive();
        KernelSelector.Choice choice = KernelSelector.choice();
        assertThat(choice.kernels().name()).isEqualTo("vector " + provider.preferredBits());
        assertThat(choice.reason()).contains(provider.preferredBits() + " bits");
    }

    @Test
    void eachLengthHasItsKernels() {
        for (int bits : new int[] {128, 256, 512}) {
            assertThat(provider.kernels(bits).name()).isEqualTo("vector " + bits);
        }
        assertThatThrownBy(() -> provider.kernels(1024))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("128, 256 or 512");
    }

    /// Sixteen registers hold twelve sums, thirty-two hold twenty-six.
    @Test
    void noTileHasMoreSumsThanRegisters() {
        for (int bits : new int[] {128, 256, 512}) {
            Kernels kernels = provider.kernels(bits);
            int most = bits == 256 ? 12 : 26;
            for (Family family : Family.values()) {
                for (int blocks : kernels.blocks(family)) {
                    for (int width : kernels.split(family, blocks).widths()) {
                        assertThat(blocks * width * 512 / bits).isLessThanOrEqualTo(most);
                    }
                }
            }
        }
    }

    /// Twelve sums that begin at 1 to 12 and grow by about 1 in each of their multiply-adds: none is left out.
    @Test
    void peakDoesTheMultiplyAddsThatItCounts() {
        for (int bits : new int[] {128, 256, 512}) {
            assertThat(provider.kernels(bits).peak(1)).isCloseTo(78 + 12 * 512f / bits, within(0.01f));
        }
    }

    @Test
    void primingEndsAtOnceWhenInterruptedAndForScalar() {
        Thread.currentThread().interrupt();
        Primer.prime(provider.kernels(512), Family.RUNS, 2, 1000);
        assertThat(Thread.interrupted()).isTrue();
    }
}
