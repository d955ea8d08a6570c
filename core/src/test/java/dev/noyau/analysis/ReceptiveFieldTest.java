package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.analysis.ReceptiveField.Axis;
import dev.noyau.analysis.ReceptiveField.Phase;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
    private static void check(Network n, long size, double stride, double padding) {
        assertThat(ReceptiveField.of(n).last().axes()).hasSize(2).allSatisfy(a -> {
            assertThat(a.kind()).isEqualTo(Axis.Kind.REGULAR);
            assertThat(a.size()).as("size").isEqualTo(size);
            assertThat(a.stride()).as("stride").isEqualTo(stride);
            assertThat(a.padding()).as("padding").isEqualTo(padding);
            assertThat(a.phases()).containsExactly(new Phase(size, 1));
        });
    }

    /// Two and four 3×3 layers of stride 1 and 2.
    @Test
    void theCoursesExamples() {
        check(Nets.course(2, 1), 5, 1, 2);
        check(Nets.course(4, 1), 9, 1, 4);
        check(Nets.course(2, 2), 7, 4, 3);
        check(Nets.course(4, 2), 31, 16, 15);
    }

    /// Araujo et al. 2019, table 1; torchvision's ResNet-50 has its strides later and sees less.
    @Test
    void publishedNetworks() {
        check(Nets.vgg16(), 212, 32, 90);
        check(Nets.resnet50(true), 483, 32, 239);
        check(Nets.resnet50(false), 427, 32, 213);
        check(Nets.inceptionV3(), 1311, 32, 618);
    }

    /// Sees 188 pixels for a quarter of the positions and 204 for the rest; 184 pixels go at the borders.
    @Test
    void theFirstUNet() {
        ReceptiveField f = ReceptiveField.of(Nets.unet());
        assertThat(f.last().output()).isEqualTo(Shape.of(2, 388, 388));
        assertThat(f.last().axes()).allSatisfy(a -> {
            assertThat(a.stride()).isEqualTo(1);
            assertThat(a.period()).isEqualTo(16);
            assertThat(a.phases()).containsExactly(new Phase(188, 0.25), new Phase(204, 0.75));
        });
        assertThat(f.last().region(0, 387)).containsExactly(new Interval(0, 187), new Interval(384, 571));
    }

    @Test
    void globalPoolingAndFullyConnectedLayersSeeEverything() {
        ReceptiveField f = ReceptiveField.of(Network.of(
                Shape.of(1, 20, 30), Sequential.of(Conv2d.of(2, 3).stride(2).padding(1), new GlobalAvgPool())));
        assertThat(f.last().axes()).extracting(Axis::kind).containsOnly(Axis.Kind.ALL);
        assertThat(f.last().axes()).extracting(Axis::size).containsExactly(20L, 30L);
        assertThat(f.last().region(0, 0)).containsExactly(new Interval(0, 19), new Interval(0, 29));
        ReceptiveField fc =
                ReceptiveField.of(Network.of(Shape.of(1, 9, 7), Sequential.of(new Flatten(), Linear.of(4))));
        assertThat(fc.layer("0").orElseThrow().axes()).extracting(Axis::size).containsExactly(1L, 1L);
        assertThat(fc.last().axes()).extracting(Axis::kind).containsOnly(Axis.Kind.ALL);
    }

    @Test
    void regionsAreClippedAtTheBorders() {
        ReceptiveField.Layer l = ReceptiveField.of(Nets.course(2, 2)).last();
        assertThat(l.region(0, 5)).containsExactly(new Interval(0, 3), new Interval(17, 23));
        assertThat(l.region(15, 15)).containsExactly(new Interval(57, 63), new Interval(57, 63));
        assertThatThrownBy(() -> l.region(16, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 Relu: there is no output pixel [16, 0]; its pixels are counted from 0, and there are"
                        + " 16×16");
    }

    @Test
    void axesMayDiffer() {
        ReceptiveField.Layer l = ReceptiveField.of(Network.of(
                        Shape.of(1, 40, 40),
                        Sequential.of(
                                new Conv2d(1, new Window(3, 5, 2, 1, 1, 0, 0, 2, 1, 3), 1, true), MaxPool2d.of(2))))
                .last();
        Axis height = l.axes().get(0);
        Axis width = l.axes().get(1);
        assertThat(height).isEqualTo(new Axis(Axis.Kind.REGULAR, 5, 4, 1, 1, height.phases()));
        assertThat(width).isEqualTo(new Axis(Axis.Kind.REGULAR, 14, 2, 0, 1, width.phases()));
        assertThat(l.region(0, 0)).containsExactly(new Interval(0, 3), new Interval(0, 13));
    }

    /// A transposed 2×2 convolution of stride 2 lets every pixel see one; a 3×3 after it sees two where it stands
    /// between two, and one or two of them twice.
    @Test
    void sizesDependOnThePhaseAfterUpsampling() {
        ReceptiveField f = ReceptiveField.of(Network.of(
                Shape.of(1, 16, 16),
                Sequential.of(MaxPool2d.of(4), ConvTranspose2d.of(2, 2).stride(2), Conv2d.of(1, 2), new Relu())));
        Axis up = f.layer("1").orElseThrow().axes().getFirst();
        assertThat(up.stride()).isEqualTo(2);
        assertThat(up.phases()).containsExactly(new Phase(4, 1));
        Axis last = f.last().axes().getFirst();
        assertThat(last.phases()).containsExactly(new Phase(4, 0.5), new Phase(8, 0.5));
        assertThat(f.last().region(0, 1)).containsExactly(new Interval(0, 3), new Interval(0, 7));
        assertThat(f.toString()).contains("4 (50 %), 8 (50 %)");
    }

    /// Every second output of a transposed 1×1 convolution of stride 2 is bias alone.
    @Test
    void holesSeeNothing() {
        ReceptiveField.Layer l = ReceptiveField.of(
                        Network.of(Shape.of(1, 8, 8), ConvTranspose2d.of(1, 1).stride(2)))
                .last();
        assertThat(l.axes().getFirst().phases()).containsExactly(new Phase(0, 0.5), new Phase(1, 0.5));
        assertThat(l.region(2, 1)).allMatch(Interval::isEmpty);
        assertThat(l.region(2, 4)).containsExactly(new Interval(1, 1), new Interval(2, 2));
    }

    /// Sizes that happen to fit, with strides that do not: there is no rule, but every pixel's region is known.
    @Test
    void waysOfDifferentStridesHaveNoRule() {
        ReceptiveField f = ReceptiveField.of(
                Network.of(Shape.of(1, 4, 4), Residual.of(Conv2d.of(1, 2).stride(2), Conv2d.of(1, 3))));
        Axis a = f.last().axes().getFirst();
        assertThat(a.kind()).isEqualTo(Axis.Kind.UNEVEN);
        assertThat(a.phases()).containsExactly(new Phase(3, 1));
        assertThat(f.last().region(1, 1)).containsExactly(new Interval(1, 3), new Interval(1, 3));
        assertThat(f.toString()).contains("up to 3");
    }

    @Test
    void printsATable() {
        assertThat(ReceptiveField.of(Nets.course(2, 2)).toString()).isEqualTo("""
                        layer                                  output  field  stride  padding
                        ─────  ─────────────────────────────  ───────  ─────  ──────  ───────
                               input                          1×64×64      1       1        0
                        0      Conv2d 3×3 stride 2 padding 1  2×32×32      3       2        1
                        1      Relu                           2×32×32      3       2        1
                        2      Conv2d 3×3 stride 2 padding 1  2×16×16      7       4        3
                        3      Relu                           2×16×16      7       4        3
                        """);
    }
}
