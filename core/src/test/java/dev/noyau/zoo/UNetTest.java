package dev.noyau.zoo;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.Noyau;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.analysis.Summary;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.model.Weights;
import dev.noyau.nn.Activation;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Drawn;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.zoo.UNet.Down;
import dev.noyau.zoo.UNet.Up;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UNetTest {
    private static final UNet SMALL = UNet.of(3).depth(2).width(4);

    static Stream<UNet> variants() {
        return Stream.of(
                SMALL,
                SMALL.skips(false),
                SMALL.residual(true).norm(Norm.BATCH).up(Up.BILINEAR),
                SMALL.down(Down.STRIDE).up(Up.TRANSPOSED).norm(Norm.GROUP),
                SMALL.norm(Norm.INSTANCE).activation(Activation.leakyRelu(0.1)),
                SMALL.valid(true),
                SMALL.valid(true).up(Up.TRANSPOSED).residual(true).norm(Norm.BATCH));
    }

    /// Also for sizes that cannot be halved twice.
    @ParameterizedTest
    @MethodSource("variants")
    void givesAVectorForEachPixelOfAnImageOfAnySize(UNet net) {
        for (Shape in : List.of(Shape.of(2, 16, 24), Shape.of(2, 13, 18), Shape.of(2, 1, 5))) {
            Network n = Network.of(in, net);
            assertThat(n.graph(in.prepend(2), Mode.TRAINING)
                            .output(GraphSource.OUTPUT)
                            .shape())
                    .isEqualTo(Shape.of(2, 3, in.dim(1), in.dim(2)));
            Tensor y = model(n).predict(noise(in));
            assertThat(y.shape()).isEqualTo(Shape.of(3, in.dim(1), in.dim(2)));
            for (float f : y.data()) {
                assertThat(f).isFinite();
            }
        }
    }

    /// As large as the network that other libraries are measured with: 3×3 convolutions of (3,16), (16,16), ... with
    /// biases.
    @Test
    void theCoursesSizes() {
        Network n = Network.of(Shape.of(3, 480, 640), UNet.of(16));
        assertThat(n.graph(Shape.of(1, 3, 480, 640), Mode.INFERENCE)
                        .output(GraphSource.OUTPUT)
                        .shape())
                .isEqualTo(Shape.of(1, 16, 480, 640));
        int[][] twice = {{3, 16}, {16, 32}, {32, 64}, {64, 128}, {128, 256}, {384, 128}, {192, 64}, {96, 32}, {48, 16}};
        int expected = 17 * 16;
        for (int[] c : twice) {
            expected += (9 * c[0] + 1) * c[1] + (9 * c[1] + 1) * c[1];
        }
        assertThat(n.initialParameters(0).size()).isEqualTo(expected);
        assertThat(Summary.of(n).toString()).contains("encoder5", "decoder1", "head");
    }

    /// Without skips a pixel's scores can only come from descriptors of a quarter of the size; with them, it has a way
    /// at full size, which changes in one pixel show.
    @Test
    void skipsTellNeighboursApart() {
        Shape in = Shape.of(1, 32, 32);
        float[] checkers = new float[in.intSize()];
        for (int i = 0; i < checkers.length; i++) {
            checkers[i] = (i / 32 + i % 32) % 2;
        }
        double with = contrast(model(Network.of(in, UNet.of(1).depth(3).width(4))), in, checkers);
        double without =
                contrast(model(Network.of(in, UNet.of(1).depth(3).width(4).skips(false))), in, checkers);
        assertThat(without).isLessThan(with / 2);
    }

    /// Mean difference of neighbours in the middle, relative to the mean size of the scores.
    private static double contrast(Model m, Shape in, float[] image) {
        float[] y = m.predict(Tensor.of(in, image)).data();
        double difference = 0;
        double size = 0;
        for (int r = 8; r < 24; r++) {
            for (int c = 8; c < 24; c++) {
                difference += Math.abs(y[r * 32 + c] - y[r * 32 + c + 1]);
                size += Math.abs(y[r * 32 + c]);
            }
        }
        return difference / size;
    }

    /// Its pixels away from the border do not see the padding: shifted by a whole period, the result shifts with it.
    @Test
    void isEquivariantToShiftsOfItsPeriod() {
        UNet net = UNet.of(2).depth(2).width(4);
        Network n = Network.of(Shape.of(1, 64, 64), net);
        int margin = (int) ReceptiveField.of(n).last().axes().getFirst().size() / 2 + 4;
        Model m = model(n);
        float[] wide = noise(Shape.of(1, 64, 68)).data();
        float[] a = m.predict(columns(wide, 0)).data();
        float[] b = m.predict(columns(wide, 4)).data();
        for (int r = margin; r < 64 - margin; r++) {
            for (int c = margin; c < 60 - margin; c++) {
                assertThat(b[r * 64 + c]).isEqualTo(a[r * 64 + c + 4]);
            }
        }
        assertThat(64 - 2 * margin).isGreaterThan(8);
    }

    private static Tensor columns(float[] wide, int from) {
        float[] x = new float[64 * 64];
        for (int r = 0; r < 64; r++) {
            System.arraycopy(wide, r * 68 + from, x, r * 64, 64);
        }
        return Tensor.of(Shape.of(1, 64, 64), x);
    }

    @Test
    void impossibleSettingsSayWhy() {
        assertThatThrownBy(() -> UNet.of(2).depth(0)).hasMessageContaining("a depth from 1 to 8");
        assertThatThrownBy(() -> UNet.of(2).valid(true).up(Up.BILINEAR)).hasMessageContaining("without padding");
    }

    private static final Layer BACKBONE = (s, x) -> {
        var v = s.apply("stem", stage(4), x);
        v = s.apply("layer1", stage(6), v);
        v = s.apply("layer2", stage(8), v);
        return s.apply("scores", Conv2d.of(10, 1), v);
    };

    private static Layer stage(int filters) {
        return Sequential.of(Conv2d.of(filters, 3).stride(2).padding(1), new Relu());
    }

    /// What the backbone computes after its last level is left out, its parameters too.
    @Test
    void fpnGivesLevelsAndFullResolution() {
        Fpn fpn = new Fpn(BACKBONE, List.of("stem", "layer1", "layer2"), 8, 5, 3);
        Shape in = Shape.of(3, 30, 45);
        Network n = Network.of(in, fpn);
        assertThat(model(n).predict(noise(in)).shape()).isEqualTo(Shape.of(3, 30, 45));
        assertThat(n.initialParameters(0).slots().keySet())
                .contains("backbone.layer2.0.weight", "lateral3.weight", "smooth1.weight", "head.weight")
                .noneMatch(p -> p.startsWith("backbone.scores"));
        for (int level = 0; level < 3; level++) {
            Network one = Network.of(Shape.of(3, 32, 48), fpn.level(level));
            assertThat(one.graph(Shape.of(1, 3, 32, 48), Mode.INFERENCE)
                            .output(GraphSource.OUTPUT)
                            .shape())
                    .isEqualTo(Shape.of(1, 5, 16 >> level, 24 >> level));
        }
    }

    @Test
    void fpnOverTheStagesOfAResidualNetwork() {
        Network n = Network.of(Shape.of(3, 50, 64), Fpn.of(ResNet.resnet18(10), 4));
        assertThat(n.graph(Shape.of(2, 3, 50, 64), Mode.TRAINING)
                        .output(GraphSource.OUTPUT)
                        .shape())
                .isEqualTo(Shape.of(2, 4, 50, 64));
        assertThat(n.graph(Shape.of(1, 3, 64, 64), Mode.TRAINING)
                        .parameters()
                        .get("lateral4.weight")
                        .shape())
                .isEqualTo(Shape.of(128, 512, 1, 1));
        assertThatThrownBy(() -> Fpn.of(ResNet.resnet18(10), 0))
                .hasMessageContaining("classes and stride of at least 1");
    }

    /// Without a norm, so that the rule of the blocks and that of the whole are seen.
    @Test
    void anOuterRuleForTheFirstWeightsHasTheLastWord() {
        Shape in = Shape.of(2, 16, 16);
        float[] own = Network.of(in, SMALL)
                .initialParameters(3)
                .get("encoder1.0.weight")
                .data();
        double bound = Math.sqrt(6.0 / (2 * 9));
        for (float v : own) {
            assertThat(Math.abs(v)).isLessThanOrEqualTo((float) bound);
        }
        Drawn half = new Drawn(
                SMALL, (shape, usual) -> usual instanceof Init.Uniform u ? new Init.Uniform(u.bound() / 2) : usual);
        float[] halved = Network.of(in, half)
                .initialParameters(3)
                .get("encoder1.0.weight")
                .data();
        for (int i = 0; i < own.length; i++) {
            assertThat(halved[i]).isEqualTo(own[i] / 2);
        }
    }

    @Test
    void fpnStartsFromAPretrainedBackbone() {
        Shape in = Shape.of(3, 32, 32);
        GraphSource alone = Network.of(in, BACKBONE);
        Fpn fpn = new Fpn(BACKBONE, List.of("layer1", "layer2"), 8, 5, 3);
        Weights pretrained = Weights.of(Model.of(alone, ModelInfo.of("backbone", in), Noyau.backend()))
                .renamed("^", "backbone.")
                .without("backbone\\.scores\\..*");
        GraphSource net = pretrained.into(Network.of(in, fpn), "lateral.*", "smooth.*", "head.*");
        assertClose(
                "backbone",
                net.initialParameters(1).get("backbone.layer2.0.weight").data(),
                alone.initialParameters(0).get("layer2.0.weight").data(),
                0);
    }

    @Test
    void fpnNamesALevelThatDoesNotExist() {
        assertThatThrownBy(() -> Network.of(Shape.of(3, 32, 32), new Fpn(BACKBONE, List.of("layer9"), 8, 5, 3)))
                .hasMessageContaining("no part 'backbone.layer9' was applied")
                .hasMessageContaining("backbone.layer1");
    }

    private static Model model(Network n) {
        return Model.of(n, ModelInfo.of("unet", n.inputShape()), Noyau.backend());
    }

    private static Tensor noise(Shape shape) {
        Random random = new Random(5);
        float[] x = new float[shape.intSize()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        return Tensor.of(shape, x);
    }
}
