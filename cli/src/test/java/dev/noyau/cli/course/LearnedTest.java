package dev.noyau.cli.course;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearnedTest {
    /// More steps than the images are enough for begin again with the first one.
    @Test
    void goesRoundTheImages() {
        assertThat(Learned.sample(3749, 15, 16, 60_000)).isEqualTo(59_999);
        assertThat(Learned.sample(3750, 0, 16, 60_000)).isZero();
        assertThat(Learned.sample(3751, 3, 16, 60_000)).isEqualTo(19);
        assertThat(Learned.sample(Integer.MAX_VALUE, 63, 64, 60_000)).isBetween(0, 59_999);
        assertThat(Learned.sample(5, 0, 64, 1)).isZero();
    }
}
