package dev.noyau.cpu.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Without the Vector API, as these tests run.
class KernelSelectorTest {
    @Test
    void withoutTheVectorApiItIsScalarAndSaysWhichFlagIsMissing() {
        KernelSelector.Choice choice = KernelSelector.select(null);
        assertThat(choice.kernels().name()).isEqualTo("scalar");
        assertThat(choice.reason()).contains("--add-modules jdk.incubator.vector");
        assertThat(KernelSelector.obstacle()).isEqualTo(choice.reason());
    }

    @Test
    void scalarCanBeAskedFor() {
        KernelSelector.Choice choice = KernelSelector.select("scalar");
        assertThat(choice.kernels()).isSameAs(ScalarKernels.INSTANCE);
        assertThat(choice.reason()).contains("-Dnoyau.kernels=scalar");
    }

    @Test
    void vectorsThatAreNotThereCannotBeAskedFor() {
        assertThatThrownBy(() -> KernelSelector.select("256"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("noyau.kernels=256")
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }

    @Test
    void anotherValueIsAnErrorThatNamesTheRightOnes() {
        assertThatThrownBy(() -> KernelSelector.select("avx"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noyau.kernels=avx")
                .hasMessageContaining("scalar, 128, 256 or 512");
    }
}
