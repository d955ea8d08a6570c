package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.nn.AvgPool2d;
import dev.noyau.nn.BatchNorm1d;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
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
                        2      Flatten                            32
                        3      Linear                             10         330            320
                        ─────  ─────────────────────────────  ──────  ──────────  ─────────────
                        total                                                350            608
                        """);
    }

    /// The course's network: 1×28×28 to 10×1×1 by convolutions alone.
    @Test
    void printsTheCourseNetwork() {
        Network course = Network.of(
                Shape.of(1, 28, 28),
                Sequential.of(
                        Conv2d.of(16, 3).stride(2).padding(1),
                        new Relu(),
                        Conv2d.of(32, 3).stride(2).padding(1),
                        new Relu(),
                        Conv2d.of(64, 3).stride(2).padding(1),
                        new Relu(),
                        Conv2d.of(10, 4)));
        assertThat(Summary.of(course).toString()).isEqualTo("""
                        layer                                   output  parameters  multiply-adds
                        ─────  ─────────────────────────────  ────────  ──────────  ─────────────
                               input                           1×28×28
                        0      Conv2d 3×3 stride 2 padding 1  16×14×14         160         28,224
                        1      Relu                           16×14×14
                        2      Conv2d 3×3 stride 2 padding 1    32×7×7       4,640        225,792
                        3      Relu                             32×7×7
                        4      Conv2d 3×3 stride 2 padding 1    64×4×4      18,496        294,912
                        5      Relu                             64×4×4
                        6      Conv2d 4×4                       10×1×1      10,250         10,240
                        ─────  ─────────────────────────────  ────────  ──────────  ─────────────
                        total                                               33,546        559,168
                        """);
    }

    /// The sum belongs to the residual layer itself and stands where it is computed; a shared weight counts once.
    @Test
    void hasOneLineForEachPath() {
        Layer twice = (s, x) -> s.apply(
                "same",
                Conv2d.of(4, 1).noBias(),
                s.apply("same", Conv2d.of(4, 1).noBias(), x));
        Summary s = Summary.of(Network.of(
                Shape.of(4, 5, 5), Sequential.of(Residual.of(Conv2d.of(4, 3).same()), twice, new GlobalAvgPool())));
        assertThat(s.layers())
                .containsExactly(
                        new Summary.Layer(
                                "0.body", "Conv2d 3×3 padding 1", Shape.of(4, 5, 5), 4 * 4 * 9 + 4, 25 * 144, 400, 0),
                        new Summary.Layer("0", "Add", Shape.of(4, 5, 5), 0, 0, 400, 400),
                        new Summary.Layer("1.same", "Conv2d 1×1", Shape.of(4, 5, 5), 16, 2 * 25 * 16, 400, 400),
                        new Summary.Layer("2", "GlobalAvgPool", Shape.of(4, 1, 1), 0, 0, 16, 0));
        assertThat(s.parameters()).isEqualTo(148 + 16);
        assertThat(s.macs()).isEqualTo(3600 + 800);
    }

    @Test
    void describesWindowsInFull() {
        Summary s = Summary.of(Network.of(
                Shape.of(4, 20, 20),
                Sequential.of(
                        Conv2d.of(8, 3, 2)
                                .stride(2, 1)
                                .padding(1, 0, 2, 0)
                                .dilation(2)
                                .groups(2),
                        MaxPool2d.of(2),
                        MaxPool2d.of(3).stride(2).padding(1),
                        AvgPool2d.of(2).stride(1))));
        assertThat(s.layers().stream().map(Summary.Layer::kind))
                .containsExactly(
                        "Conv2d 3×2 stride 2×1 padding [1, 0, 2, 0] dilation 2 groups 2",
                        "MaxPool2d 2×2",
                        "MaxPool2d 3×3 stride 2 padding 1",
                        "AvgPool2d 2×2 stride 1");
    }

    /// By the name of the layer, not of the op that it is in a graph for predictions.
    @Test
    void namesBatchNorms() {
        Summary images = Summary.of(Network.of(Shape.of(4, 5, 5), new BatchNorm2d()));
        assertThat(images.layers()).extracting(Summary.Layer::kind).containsExactly("BatchNorm2d");
        Summary signals = Summary.of(Network.of(Shape.of(4, 5), new BatchNorm1d()));
        assertThat(signals.layers()).extracting(Summary.Layer::kind).containsExactly("BatchNorm1d");
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
        Summary s = Summary.of(dense);
        assertThat(s.parameters()).isEqualTo(921_600L * 921_600 + 921_600);
        assertThat(s.macs()).isEqualTo(921_600L * 921_600);
        assertThat(s.toString()).contains("849,347,481,600").contains("849,346,560,000");
    }

    @Test
    void namesTheLayerThatDoesNotTakeTheInput() {
        assertThatThrownBy(() -> Summary.of(SMALL, Shape.of(2, 8)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("0 Conv2d");
    }
}
