package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectiveFieldTest {
    private static EffectiveField of(Network n, int row, int column) {
        return EffectiveField.of(
                n, n.initialParameters(1), n.inputShape(), "", List.of(row, column), 4, new ReferenceBackend());
    }

    @Test
    void isABellInsideTheField() {
        Network n = Network.of(
                Shape.of(1, 31, 31),
                new Sequential(Collections.<Layer>nCopies(6, Conv2d.of(8, 3).padding(1))));
        EffectiveField e = of(n, 15, 15);
        assertThat(e.field()).containsExactly(new Interval(9, 21), new Interval(9, 21));
        assertThat(Arrays.stream(e.mass()).sum()).isCloseTo(1, within(1e-9));
        assertThat(e.inside(13)).isCloseTo(1, within(1e-9));
        assertThat(e.side(0.95)).isBetween(5, 11).isOdd();
        // Six layers that pass on evenly would give √(6·2/3) = 2.
        assertThat(e.sigma(0)).isBetween(1.3, 2.6);
        assertThat(e.mass()[15 * 31 + 15]).isGreaterThan(3 * e.mass()[15 * 31 + 10]);
    }

    @Test
    void positionOutsideIsSaid() {
        Network n = Network.of(Shape.of(1, 8, 8), Sequential.of(Conv2d.of(1, 3)));
        assertThatThrownBy(() -> of(n, 6, 0)).hasMessageContaining("no output pixel [6, 0]");
    }
}
