package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Planner;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Residual networks with batch norm: the plan, step by step, and its numbers.
class ResidualPlanTest {
    private static final int CLASSES = 5;

    /// Distance relative to the norm, in float through a dozen layers.
    private static final double TOLERANCE = 2e-4;

    private static final Network NETWORK = Network.of(
            Shape.of(3, 12, 9),
            Sequential.of(
                    conv(20, 3, 1),
                    new BatchNorm2d(),
                    new Relu(),
                    Residual.of(body(20, 1)),
                    new Relu(),
                    Residual.of(body(35, 2), Sequential.of(conv(35, 1, 2), new BatchNorm2d())),
                    new Relu(),
                    new GlobalAvgPool(),
                    new Flatten(),
                    Linear.of(CLASSES)));

    private static Layer conv(int filters, int kernel, int stride) {
        return Conv2d.of(filters, kernel).stride(stride).padding(kernel / 2).noBias();
    }

    private static Layer body(int filters, int stride) {
        return Sequential.of(
                conv(filters, 3, stride), new BatchNorm2d(), new Relu(), conv(filters, 3, 1), new BatchNorm2d());
    }

    private static Graph training(int batch) {
        return TrainingGraph.of(
                NETWORK, Losses.softmaxCrossEntropy(), NETWORK.inputShape().prepend(batch));
    }

    private static Graph inference(int batch) {
        return NETWORK.graph(NETWORK.inputShape().prepend(batch), Mode.INFERENCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 19})
    void trainingAgrees(int batch) {
        Agreement.check(
                training(batch), NETWORK.initialParameters(3), NETWORK.initialState(), CLASSES, TOLERANCE, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 19})
    void inferenceAgrees(int batch) {
        Parameters state = NETWORK.initialState();
        for (int i = 0; i < state.slab().length; i++) {
            state.slab()[i] += 0.3f + 0.01f * (i % 7);
        }
        Agreement.check(inference(batch), NETWORK.initialParameters(3), state, CLASSES, TOLERANCE, true);
    }

    /// Labels of all steps, a line between stages; what is computed of parameters alone is left out.
    private static String steps(Graph graph) {
        return Planner.plan(graph).stages().stream()
                .map(stage -> stage.tasks().stream()
                        .flatMap(t -> t.steps().stream())
                        .filter(step -> !step.constant())
                        .map(step -> step.label() + "\n")
                        .collect(Collectors.joining()))
                .filter(labels -> !labels.isEmpty())
                .collect(Collectors.joining("-\n"));
    }

    @Test
    void inferenceIsConvolutionsAlone() {
        assertThat(steps(inference(8))).isEqualTo("""
            Copy 3x12x9 plain halo 1,1,1,1
            forward 3x12x9->20x12x9 k3 s1 p1 + bias + relu
            forward 20x12x9->20x12x9 k3 s1 p1 + bias + relu
            forward 20x12x9->20x12x9 k3 s1 p1 + bias + add + relu
            forward 20x12x9->35x6x5 k3 s2 p1 + bias + relu
            forward 20x12x9->35x6x5 k1 s2 p0 + bias
            forward 35x6x5->35x6x5 k3 s1 p1 + bias + add + relu
            GlobalAverage 35x1x1 x16
            forward 35x1x1->5x1x1 k1 s1 p0 + bias
            Copy 5x1x1 plain
            """);
    }

    /// Each batch norm costs one barrier on the way there and one on the way back; nothing leaves the blocked layout.
    @Test
    void trainingStaysInBlocks() {
        assertThat(steps(training(8))).isEqualTo("""
            Copy 3x12x9 plain halo 1,1,1,1
            forward 3x12x9->20x12x9 k3 s1 p1
            Statistics 160x1x1 plain
            -
            Moments 20x1x1 plain
            -
            chain of 8 20x12x9 x16 halo 1,1,1,1
            forward 20x12x9->20x12x9 k3 s1 p1
            Statistics 160x1x1 plain
            -
            Moments 20x1x1 plain
            -
            chain of 8 20x12x9 x16 halo 1,1,1,1
            forward 20x12x9->20x12x9 k3 s1 p1
            Statistics 160x1x1 plain
            -
            Moments 20x1x1 plain
            -
            chain of 10 20x12x9 x16 halo 1,1,1,1
            forward 20x12x9->35x6x5 k3 s2 p1
            Statistics 240x1x1 plain
            forward 20x12x9->35x6x5 k1 s2 p0
            Statistics 240x1x1 plain
            -
            Moments 35x1x1 plain
            Moments 35x1x1 plain
            -
            chain of 8 35x6x5 x16 halo 1,1,1,1
            forward 35x6x5->35x6x5 k3 s1 p1
            Statistics 240x1x1 plain
            -
            Moments 35x1x1 plain
            -
            chain of 15 35x6x5 x16 halo 1,1,1,1
            GlobalAverage 35x1x1 x16
            forward 35x1x1->5x1x1 k1 s1 p0 + bias
            CrossEntropy 5x1x1 x16
            CrossEntropyBackward 5x1x1 x16
            ChannelSums 16x1x1 plain
            backward data 35x1x1->5x1x1 k1 s1 p0
            backward weights 35x1x1->5x1x1 k1 s1 p0
            Elementwise 35x1x1 x16
            Copy 35x1x1 plain
            chain of 4 35x6x5 x16 halo 1,1,1,1
            Slopes 240x1x1 plain
            Slopes 240x1x1 plain
            Copy 5x1x1 plain
            -
            SumPartials 1x1x1 plain
            SumPartials 5x1x1 plain
            sum and unpack weight gradients 35x1x1->5x1x1 k1 s1 p0
            Coefficients 35x1x1 plain
            Coefficients 35x1x1 plain
            -
            chain of 10 35x6x5 x16 halo 1,1,1,1
            backward data 20x12x9->35x6x5 k1 s2 p0
            backward weights 20x12x9->35x6x5 k1 s2 p0
            chain of 10 35x6x5 x16 halo 1,1,1,1
            backward weights 35x6x5->35x6x5 k3 s1 p1
            backward data 35x6x5->35x6x5 k3 s1 p1 + relu mask
            Slopes 240x1x1 plain
            -
            sum and unpack weight gradients 20x12x9->35x6x5 k1 s2 p0
            sum and unpack weight gradients 35x6x5->35x6x5 k3 s1 p1
            Coefficients 35x1x1 plain
            -
            chain of 10 35x6x5 x16 halo 1,1,1,1
            backward data 20x12x9->35x6x5 k3 s2 p1
            backward weights 20x12x9->35x6x5 k3 s2 p1
            chain of 6 20x12x9 x16 halo 1,1,1,1
            Slopes 160x1x1 plain
            -
            sum and unpack weight gradients 20x12x9->35x6x5 k3 s2 p1
            Coefficients 20x1x1 plain
            -
            chain of 10 20x12x9 x16 halo 1,1,1,1
            backward weights 20x12x9->20x12x9 k3 s1 p1
            backward data 20x12x9->20x12x9 k3 s1 p1 + relu mask
            Slopes 160x1x1 plain
            -
            sum and unpack weight gradients 20x12x9->20x12x9 k3 s1 p1
            Coefficients 20x1x1 plain
            -
            chain of 10 20x12x9 x16 halo 1,1,1,1
            backward data 20x12x9->20x12x9 k3 s1 p1
            backward weights 20x12x9->20x12x9 k3 s1 p1
            chain of 6 20x12x9 x16 halo 1,1,1,1
            Slopes 160x1x1 plain
            -
            sum and unpack weight gradients 20x12x9->20x12x9 k3 s1 p1
            Coefficients 20x1x1 plain
            -
            chain of 10 20x12x9 x16 halo 1,1,1,1
            backward weights 3x12x9->20x12x9 k3 s1 p1
            -
            sum and unpack weight gradients 3x12x9->20x12x9 k3 s1 p1
            -
            Copy 20x1x1 plain
            Copy 20x1x1 plain
            Copy 20x1x1 plain
            Copy 20x1x1 plain
            Copy 20x1x1 plain
            Copy 20x1x1 plain
            Copy 35x1x1 plain
            Copy 35x1x1 plain
            Copy 35x1x1 plain
            Copy 35x1x1 plain
            Copy 35x1x1 plain
            Copy 35x1x1 plain
            """);
    }
}
