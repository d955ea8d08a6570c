package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldSearchTest {
    private static final Shape INPUT = Shape.of(3, 64, 64);

    @Test
    void strideMakesALargeFieldCheap() {
        List<FieldSearch.Candidate> found = FieldSearch.of(INPUT, 8, 31, Long.MAX_VALUE, 12);
        assertThat(found).isSortedAccordingTo((a, b) -> Long.compare(a.macs(), b.macs()));
        assertThat(found).allMatch(c -> c.field() >= 31);
        assertThat(found)
                .anySatisfy(c ->
                        assertThat(c).isEqualTo(new FieldSearch.Candidate(4, 3, 4, 31, c.macs(), Shape.of(8, 4, 4))));
        assertThat(found.getFirst().strided()).isPositive();
        assertThat(found.getLast().strided()).isZero();
    }

    @Test
    void nothingIsGoodEnough() {
        assertThat(FieldSearch.of(INPUT, 8, 31, 1000, 12)).isEmpty();
    }
}
