package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.tensor.Shape;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class AffineCostTest {
    @Test
    void layerOfTheCourse() {
        AffineCost c = AffineCost.of(Shape.of(3, 480, 640), 3);
        assertThat(c.general().weights()).isEqualTo(BigInteger.valueOf(921_600L * 921_600));
        assertThat(c.general().size()).isEqualTo("3.4 TB");
        assertThat(c.convolution().weights()).isEqualTo(BigInteger.valueOf(81));
        assertThat(c.convolution().macs()).isEqualTo(BigInteger.valueOf(27L * 921_600));
        assertThat(c.convolution().size()).isEqualTo("324 bytes");
    }

    @Test
    void rounded() {
        assertThat(AffineCost.of(Shape.of(1, 1000, 1000), 3).general().size()).isEqualTo("4.0 TB");
    }

    @Test
    void sizesBeyond64Bits() {
        AffineCost c = AffineCost.of(Shape.of(3, 2_000_000_000, 2_000_000_000), 3);
        BigInteger n = BigInteger.valueOf(3)
                .multiply(BigInteger.valueOf(2_000_000_000L).pow(2));
        assertThat(c.general().weights()).isEqualTo(n.pow(2));
        assertThat(c.general().size()).endsWith(" YB");
        assertThat(c.convolution().macs()).isEqualTo(n.multiply(BigInteger.valueOf(27)));
    }

    @Test
    void evenKernelIsSaid() {
        assertThatThrownBy(() -> AffineCost.of(Shape.of(3, 8, 8), 2)).hasMessageContaining("must be odd");
    }
}
