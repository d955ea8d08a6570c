package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Network SMALL = Network.of(
            Shape.of(1, 8, 8),
            Sequential.of(Conv2d.of(2, 3).stride(2).padding(1), new Relu(), new Flatten(), Linear.of(10)));

    @Test
    void printsATable() {
        assertThat(Summary.of(SMALL).toString()).isEqualTo("""
                        layer                                 output  parameters  multiply-adds
                        ─────  ─────────────────────────────  ──────  ──────────  ─────────────
                               input                           1×8×8
                        0      Conv2d 3×3 stride 2 padding 1   2×4×4          20            288
                        1      Relu                            2×4×4
                        2      Reshape                            32
                        3      Linear                             10         330            320
                        ─────  ─────────────────────────────  ──────  ──────────  ─────────────
                        total                                                350            608
                        """);
    }

    @Test
    void countsForAnotherInput() {
        Network convolution = Network.of(Shape.of(3, 8, 8), Conv2d.of(4, 3).same());
        Summary s = Summary.of(convolution, Shape.of(3, 480, 640));
        assertThat(s.output()).isEqualTo(Shape.of(4, 480, 640));
        assertThat(s.parameters()).isEqualTo(4 * 3 * 9 + 4);
        assertThat(s.macs()).isEqualTo(480L * 640 * 4 * 3 * 9);
    }

    @Test
    void countsWhatCouldNeverBeAllocated() {
        Network dense = Network.of(Shape.of(3, 480, 640), Sequential.of(new Flatten(), Linear.of(921_600)));
        assertThat(Summary.of(dense).parameters()).isEqualTo(921_600L * 921_600 + 921_600);
    }

    @Test
    void namesTheLayerThatDoesNotTakeTheInput() {
        assertThatThrownBy(() -> Summary.of(SMALL, Shape.of(2, 8)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("0 Conv2d");
    }
}
