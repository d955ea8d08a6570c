package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.DenseStep;
import dev.noyau.compile.Planner;
import dev.noyau.cpu.kernels.ScalarKernels;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fully connected layers with many weights take a way of their own, and long sums several passes.
class DenseTest {
    /// Relative to the largest gradient of a parameter: some hundred roundings of 2⁻²⁴.
    private static final double TOLERANCE = 2e-5;

    /// After pooling and flattening, and after another such layer with its ReLU.
    private static final Network NETWORK = Network.of(
            Shape.of(1, 16, 16),
            Sequential.of(
                    Conv2d.of(16, 3).same(),
                    new Relu(),
                    MaxPool2d.of(2),
                    new Flatten(),
                    Linear.of(272),
                    new Relu(),
                    Linear.of(976),
                    new Relu(),
                    Linear.of(5)));

    @ParameterizedTest
    @ValueSource(ints = {8, 33, 260})
    void agreesWithTheReferenceForAnyNumberOfThreads(int images) {
        Shape input = NETWORK.inputShape().prepend(images);
        Graph graph = TrainingGraph.of(NETWORK, Losses.softmaxCrossEntropy(), input);
        assertThat(steps(graph)).contains(DenseStep.DenseForward.class, DenseStep.DenseBackwardData.class);
        SplittableRandom random = new SplittableRandom(5);
        float[] x = new float[input.intSize()];
        long[] y = new long[images];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        for (int i = 0; i < images; i++) {
            y[i] = random.nextInt(5);
        }
        Map<String, Tensor> inputs = Map.of(
                GraphSource.INPUT, Tensor.of(input, x), LossFunction.TARGET, Tensor.ofLongs(Shape.of(images), y));
        Parameters p = NETWORK.initialParameters(3);
        Parameters s = NETWORK.initialState();
        Executable.Results expected = new ReferenceBackend().compile(graph).call(p, s, inputs);
        float[] one = gradients(1, graph, p, s, inputs);
        expected.gradients().slots().values().forEach(slot -> {
            double largest = 0;
            double error = 0;
            for (int i = slot.offset(); i < slot.offset() + slot.size(); i++) {
                largest = Math.max(largest, Math.abs(expected.gradients().slab()[i]));
                error = Math.max(error, Math.abs(expected.gradients().slab()[i] - one[i]));
            }
            assertThat(error / largest).as(slot.path()).isLessThan(TOLERANCE);
        });
        assertThat(gradients(2, graph, p, s, inputs)).containsExactly(one);
        assertThat(gradients(5, graph, p, s, inputs)).containsExactly(one);
    }

    private static List<Class<?>> steps(Graph graph) {
        return Planner.plan(graph).stages().stream()
                .flatMap(stage -> stage.tasks().stream())
                .flatMap(task -> task.steps().stream())
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    private static float[] gradients(int threads, Graph g, Parameters p, Parameters s, Map<String, Tensor> inputs) {
        try (CpuBackend backend = CpuBackend.of(threads, ScalarKernels.INSTANCE)) {
            return backend.compile(g).call(p, s, inputs).gradients().slab();
        }
    }
}
