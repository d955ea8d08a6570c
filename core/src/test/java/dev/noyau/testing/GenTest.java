package dev.noyau.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenTest {
    @Test
    void aFailureSaysHowToRepeatIt() {
        String asked = System.clearProperty(Gen.SEED);
        List<Long> seeds = new ArrayList<>();
        try {
            assertThatThrownBy(() -> Gen.check(5, g -> {
                        seeds.add(g.seed());
                        assertThat(g.seed()).as("seed").isNotEqualTo(3);
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("seed")
                    .hasMessageContaining("-Dtest=GenTest -Dnoyau.test.jvm=-Dnoyau.seed=3)");
        } finally {
            if (asked != null) {
                System.setProperty(Gen.SEED, asked);
            }
        }
        assertThat(seeds).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(Gen.of(7).doubles(9))
                .isEqualTo(Gen.of(7).doubles(9))
                .isNotEqualTo(Gen.of(8).doubles(9));
    }

    @Test
    void numbersAwayFromKinks() {
        for (int count = 1; count < 40; count++) {
            double[] d = Gen.of(count).distinct(count);
            assertThat(Arrays.stream(d)).allMatch(v -> Math.abs(v) >= 0.5 / d.length - 1e-12 && Math.abs(v) < 1);
            double[] sorted = Arrays.stream(d).sorted().toArray();
            for (int i = 1; i < count; i++) {
                assertThat(sorted[i] - sorted[i - 1]).isGreaterThan(2.0 / count - 1e-12);
            }
        }
    }
}
