package dev.noyau.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void theFirstOfTheLargestValuesCounts() {
        assertThat(Tensor.of(Shape.of(2, 3), -4, -1, -2, -3, -1, -5).argmax()).isEqualTo(1);
        assertThat(Tensor.of(Shape.of(1), 7).argmax()).isZero();
        assertThatThrownBy(() -> Tensor.ofLongs(Shape.of(2), 1, 2).argmax())
                .hasMessage("a tensor of I64 has no float values");
    }
}
