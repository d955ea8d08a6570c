package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.compile.Plan;
import dev.noyau.compile.Planner;
import dev.noyau.graph.Executable.Results;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
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
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Parameters weights = NETWORK.initialParameters(3);
        Parameters none = NETWORK.initialState();
        List<Map<String, Tensor>> inputs = List.of(inputs(graph, 1), inputs(graph, 2), inputs(graph, 1));
        List<Results> first = run(graph, weights, none, inputs, 1, frozen);
        for (int threads : new int[] {2, 5}) {
            List<Results> found = run(graph, weights, none, inputs, threads, frozen);
            for (int i = 0; i < found.size(); i++) {
                assertThat(numbers(found.get(i)))
                        .as("bits of run %d on %d threads", i, threads)
                        .isEqualTo(numbers(first.get(i)));
            }
        }
        assertThat(numbers(first.getLast()))
                .as("the first input again, in used memory")
                .isEqualTo(numbers(first.getFirst()));
        for (int i = 0; i < 2; i++) {
            assertClose(first.get(i), new ReferenceBackend().compile(graph).call(weights, none, inputs.get(i)));
        }
    }

    private static List<Results> run(
            Graph graph,
            Parameters weights,
            Parameters none,
            List<Map<String, Tensor>> inputs,
            int threads,
            boolean frozen) {
        try (CpuBackend backend = CpuBackend.of(threads)) {
            CpuExecutable e = backend.compile(graph);
            if (frozen) {
                e.freeze();
            }
            return inputs.stream().map(in -> e.call(weights, none, in)).toList();
        }
    }

    private static Map<String, Tensor> inputs(Graph graph, long seed) {
        Gen g = Gen.of(seed);
        Map<String, Tensor> given = new LinkedHashMap<>();
        graph.inputs().forEach((name, v) -> {
            int size = v.shape().intSize();
            int below = name.equals(GraphSource.KEY) ? 1000 : CLASSES;
            given.put(
                    name,
                    v.type().dtype() == DType.F32
                            ? Tensor.wrap(v.shape(), g.floats(size))
                            : Tensor.ofLongs(v.shape(), g.longs(size, below)));
        });
        return given;
    }

    /// All that a run gives, by name.
    private static Map<String, float[]> parts(Results r) {
        Map<String, float[]> parts = new LinkedHashMap<>();
        r.outputs().forEach((name, t) -> parts.put(name, t.data()));
        Parameters gradients = r.gradients();
        if (gradients != null) {
            gradients
                    .slots()
                    .keySet()
                    .forEach(path ->
                            parts.put("gradient of " + path, gradients.get(path).data()));
        }
        return parts;
    }

    private static List<Float> numbers(Results r) {
        List<Float> all = new ArrayList<>();
        parts(r).values().forEach(a -> {
            for (float f : a) {
                all.add(f);
            }
        });
        return all;
    }

    private static void assertClose(Results found, Results expected) {
        Map<String, float[]> f = parts(found);
        parts(expected).forEach((name, e) -> {
            double distance = 0;
            double norm = 0;
            for (int i = 0; i < e.length; i++) {
                distance += Math.pow(e[i] - f.get(name)[i], 2);
                norm += Math.pow(e[i], 2);
            }
            assertThat(Math.sqrt(distance)).as(name).isLessThanOrEqualTo(TOLERANCE * Math.sqrt(norm));
        });
    }
}
