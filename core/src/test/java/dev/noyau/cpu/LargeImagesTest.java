package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.compile.Plan;
import dev.noyau.compile.Planner;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Mode;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Few large images are divided by rows and by blocks, in memory that serves several values one after the other:
/// each number of threads gives the same bits, run after run, and they agree with the reference.
class LargeImagesTest {
    private static final int CLASSES = 5;

    /// Distance relative to the norm, in float through six layers and sums of some ten thousand pixels.
    private static final double TOLERANCE = 1e-4;

    private static final Network NETWORK = Network.of(
            Shape.of(3, 96, 64),
            Sequential.of(
                    Conv2d.of(16, 3).padding(1),
                    new Relu(),
                    Conv2d.of(24, 3).padding(1).stride(2),
                    new Relu(),
                    Residual.of(Sequential.of(Conv2d.of(24, 3).padding(1), new Relu())),
                    MaxPool2d.of(2),
                    Conv2d.of(33, 5).padding(4).dilation(2),
                    new Relu(),
                    new GlobalAvgPool(),
                    new Flatten(),
                    Linear.of(CLASSES)));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void training(int batch) {
        Graph graph = TrainingGraph.of(
                NETWORK, Losses.softmaxCrossEntropy(), NETWORK.inputShape().prepend(batch));
        assertHalosInReusedMemory(graph);
        assertAgreement(graph, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void inference(int batch) {
        Graph graph = NETWORK.graph(NETWORK.inputShape().prepend(batch), Mode.INFERENCE);
        assertHalosInReusedMemory(graph);
        assertAgreement(graph, true);
    }

    /// Else the test would not show what it is for.
    private static void assertHalosInReusedMemory(Graph graph) {
        Plan plan = Planner.plan(graph);
        assertThat(plan.buffers())
                .anyMatch(b -> b.place() == Place.ARENA
                        && b.reused()
                        && !b.layout().halo().equals(Halo.NONE));
        assertThat(plan.shards()).isEqualTo(1);
    }

    private static void assertAgreement(Graph graph, boolean frozen) {
        Agreement.check(graph, NETWORK.initialParameters(3), NETWORK.initialState(), CLASSES, TOLERANCE, frozen);
    }
}
