package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Dataset;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.op.BatchNorm;
import dev.noyau.graph.op.BatchNormInference;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Conv2dBackwardWeights;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.Random32;
import dev.noyau.graph.op.SoftmaxCrossEntropyBackward;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Layers that stay as they are: their parameters, their running statistics, and the work that is not done for them.
class FreezingTest {
    private static final Shape SHAPE = Shape.of(1, 6, 6);

    /// 0 to 3 the body, 5 the head.
    private static final Network NETWORK = Network.of(
            SHAPE,
            Sequential.of(
                    Conv2d.of(4, 3), new BatchNorm2d(), new Relu(), Dropout.of(0.5), new Flatten(), Linear.of(3)));

    private static Dataset data() {
        float[][] x = new float[20][36];
        int[] y = new int[20];
        for (int i = 0; i < 20; i++) {
            y[i] = i % 3;
            for (int k = 0; k < 36; k++) {
                x[i][k] = 2 + Random32.uniform(1, i, 0, k);
            }
        }
        return Dataset.of(x, y, SHAPE);
    }

    @Test
    void frozenParametersAndStatisticsKeepTheirBits() {
        try (Trainer t = Trainer.of(NETWORK)
                .freeze("0", "1.*")
                .optimizer(Optimizers.adamw(0.1))
                .seed(1)
                .open()) {
            Parameters before = t.parameters().copy();
            float[] state = t.state().slab().clone();
            t.fit(data(), epochs(2), batch(8));
            for (String path : before.slots().keySet()) {
                boolean same = Arrays.equals(
                        before.get(path).data(), t.parameters().get(path).data());
                assertThat(same).as(path).isEqualTo(!path.startsWith("5."));
            }
            assertThat(t.state().slab()).isEqualTo(state);
            assertThat(t.gradients().get("0.weight").data()).containsOnly(0f);
        }
        try (Trainer t = Trainer.of(NETWORK).freeze("0").seed(1).open()) {
            float[] state = t.state().slab().clone();
            t.fit(data(), epochs(1), batch(8));
            assertThat(t.state().slab()).as("statistics of a norm that trains").isNotEqualTo(state);
        }
    }

    @Test
    void nothingIsComputedForWhatIsFrozen() {
        Shape in = SHAPE.prepend(4);
        Graph all = TrainingGraph.of(NETWORK, Losses.softmaxCrossEntropy(), in);
        Graph head = TrainingGraph.of(NETWORK, Losses.softmaxCrossEntropy(), in, p -> p.matches("[0-3](\\..*)?"));
        assertThat(all.gradients()).containsKeys("0.weight", "1.weight", "5.weight");
        assertThat(head.gradients()).containsOnlyKeys("5.weight", "5.bias");
        assertThat(all.nodes()).anyMatch(n -> n.op() instanceof Conv2dBackwardWeights);
        assertThat(head.nodes())
                .noneMatch(n -> n.op() instanceof Conv2dBackwardWeights || n.op() instanceof Conv2dBackwardData)
                .noneMatch(n -> n.op() instanceof BatchNorm || n.op() instanceof DropoutMask)
                .anyMatch(n -> n.op() instanceof BatchNormInference)
                .anyMatch(n -> n.op() instanceof SoftmaxCrossEntropyBackward);
        assertThat(head.stateUpdates()).isEmpty();
        assertThat(NETWORK.graph(in, Mode.TRAINING).stateUpdates()).hasSize(2);
    }

    /// Weights alone can be frozen; a norm of which only they are still takes its batch's statistics.
    @Test
    void aPatternOfParametersLeavesTheLayersMode() {
        Graph g = TrainingGraph.of(NETWORK, Losses.softmaxCrossEntropy(), SHAPE.prepend(4), p -> p.endsWith(".bias"));
        assertThat(g.gradients()).containsOnlyKeys("0.weight", "1.weight", "5.weight");
        assertThat(g.nodes()).anyMatch(n -> n.op() instanceof BatchNorm);
    }

    /// All layers but one and those that it lies in are frozen.
    @Test
    void onlyTheHeadCanBeTrained() {
        Network nested = Network.of(SHAPE, Sequential.of(NETWORK.layer(), Linear.of(3)));
        Freezing only = Freezing.NOTHING.trainOnly("0.5.*");
        Graph all = nested.graph(SHAPE.prepend(1), Mode.TRAINING);
        var frozen = only.of(all.parameters().keySet());
        assertThat(only.paths(all.parameters().keySet()))
                .containsExactlyInAnyOrder("0.0.weight", "0.0.bias", "0.1.weight", "0.1.bias", "1.weight", "1.bias");
        assertThat(Stream.of("", "0", "0.5", "0.5.bias")).noneMatch(frozen);
        assertThat(Stream.of("1", "0.1", "0.3", "0.1.weight")).allMatch(frozen);
        Graph g = TrainingGraph.of(nested, Losses.softmaxCrossEntropy(), SHAPE.prepend(2), frozen);
        assertThat(g.gradients()).containsOnlyKeys("0.5.weight", "0.5.bias");
        assertThat(g.stateUpdates()).isEmpty();
    }

    @Test
    void patternsThatNameNothingOrAllAreRefused() {
        assertThatThrownBy(() -> Trainer.of(NETWORK).freeze("body").open())
                .hasMessageStartingWith("nothing to freeze: no parameter matches 'body'; there are [0.weight, 0.bias");
        assertThatThrownBy(() -> Trainer.of(NETWORK).freeze("*").open())
                .hasMessage("all parameters are frozen by [*], nothing is left to train");
        assertThatThrownBy(() -> Trainer.of(NETWORK).trainOnly("fc").open())
                .hasMessageStartingWith("nothing to train: no parameter matches 'fc'");
        assertThatThrownBy(() -> Trainer.of(NETWORK).trainOnly("5").freeze("5").open())
                .hasMessageContaining("nothing is left to train");
        assertThatThrownBy(() -> Trainer.of(NETWORK).freeze("")).hasMessageContaining("must not be empty");
    }
}
