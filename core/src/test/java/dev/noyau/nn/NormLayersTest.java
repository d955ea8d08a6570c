package dev.noyau.nn;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.Executable;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The layers that normalise: their names, and what their modes do.
class NormLayersTest {
    private static final Shape INPUT = Shape.of(2, 1, 2, 2);

    private static final Tensor X = Tensor.of(Shape.of(2, 1, 2, 2), 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);

    static List<Backends.Tested> backends() {
        return Backends.all();
    }

    private static Executable.Results run(Backends.Tested tested, Layer layer, Mode mode, Parameters state) {
        Network n = Network.of(INPUT.dropFirst(), layer);
        return tested.backend()
                .compile(n.graph(INPUT, mode))
                .call(n.initialParameters(1), state, Map.of(GraphSource.INPUT, X));
    }

    private static Parameters initialState(Layer layer) {
        return Network.of(INPUT.dropFirst(), layer).initialState();
    }

    @Test
    void namesAreThoseOfPyTorch() {
        Network n = Network.of(Shape.of(3, 4, 4), Sequential.of(new BatchNorm2d(), GroupNorm.of(3), new LayerNorm()));
        assertThat(n.initialParameters(1).slots().keySet())
                .containsExactly("0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias");
        assertThat(n.initialParameters(1).get("0.weight").data()).containsOnly(1f);
        assertThat(n.initialParameters(1).get("2.bias").data()).containsOnly(0f);
        assertThat(n.initialState().slots().keySet()).containsExactly("0.running_mean", "0.running_var");
        assertThat(n.initialState().get("0.running_var").data()).containsOnly(1f);
    }

    /// Mean 4.5, variance 5.25, which corrected is 6.
    @ParameterizedTest(name = "{0}")
    @MethodSource("backends")
    void trainingUsesTheBatchAndMovesTheRunningStatistics(Backends.Tested tested) {
        BatchNorm2d layer = new BatchNorm2d().momentum(0.25).eps(0);
        Executable.Results r = run(tested, layer, Mode.TRAINING, initialState(layer));
        double s = Math.sqrt(5.25);
        float[] expected = new float[8];
        for (int i = 0; i < 8; i++) {
            expected[i] = (float) ((i + 1 - 4.5) / s);
        }
        assertClose("y", r.output(GraphSource.OUTPUT).data(), expected, tested.tolerance());
        assertClose("mean", r.state().get("running_mean").data(), new float[] {1.125f}, tested.tolerance());
        assertClose("variance", r.state().get("running_var").data(), new float[] {2.25f}, tested.tolerance());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("backends")
    void frozenAndInUseItKeepsThem(Backends.Tested tested) {
        Parameters state = initialState(new BatchNorm2d());
        state.set("running_mean", Tensor.of(Shape.of(1), 2f));
        state.set("running_var", Tensor.of(Shape.of(1), 4f));
        BatchNorm2d layer = new BatchNorm2d().eps(0);
        float[] expected = {-0.5f, 0, 0.5f, 1, 1.5f, 2, 2.5f, 3};
        for (Executable.Results r : List.of(
                run(tested, layer, Mode.INFERENCE, state),
                run(tested, layer.frozenStatistics(), Mode.TRAINING, state))) {
            assertClose("y", r.output(GraphSource.OUTPUT).data(), expected, tested.tolerance());
            assertThat(r.state().slab()).containsExactly(2f, 4f);
        }
    }

    @Test
    void withoutScaleAndShiftThereAreNoParameters() {
        List<Layer> layers = List.of(
                new BatchNorm2d().noAffine(),
                GroupNorm.of(1).noAffine(),
                new LayerNorm().noAffine(),
                new InstanceNorm2d());
        for (Layer layer : layers) {
            Network n = Network.of(Shape.of(2, 3, 3), layer);
            assertThat(n.initialParameters(1).size()).as(layer.toString()).isZero();
        }
    }

    @Test
    void errorsNameTheLayerAndTheSizes() {
        fails(Shape.of(4), new BatchNorm2d(), "BatchNorm2d: expects images (N, C, H, W), found input [1,4]");
        fails(
                Shape.of(4, 5, 5),
                new BatchNorm1d(),
                "BatchNorm1d: expects features (N, C) or sound (N, C, L), found input [1,4,5,5]");
        fails(
                Shape.of(4, 5, 5),
                GroupNorm.of(3),
                "GroupNorm: 4 channels of input [1,4,5,5] cannot be divided into 3 groups");
        fails(
                Shape.of(4),
                new LayerNorm().axes(2),
                "LayerNorm: normalises over 2 axes after the batch, found input [1,4]");
    }

    private static void fails(Shape input, Layer layer, String message) {
        assertThatThrownBy(() -> Network.of(input, layer)).hasMessage(message);
    }
}
