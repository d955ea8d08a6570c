package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Planner;
import dev.noyau.compile.Step;
import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Losses;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.testing.Gen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks with skip connections by concatenation stay in the blocked layout from the first convolution to the loss.
class PyramidPlanTest {
    private static final int CLASSES = 4;

    /// Distance relative to the norm, in float through a dozen layers.
    private static final double TOLERANCE = 2e-4;

    /// One level of a U-Net: down, a convolution, up by interpolation, and the fine image beside it.
    private record Level(int filters, Interpolation how) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Value fine = s.apply("fine", block(filters), x);
            Value small = s.apply("down", Sequential.of(MaxPool2d.of(2), block(2 * filters)), fine);
            Shape f = fine.shape();
            Value up =
                    s.op(Resize.toSizes(how, small.shape(), new int[] {2, 3}, new int[] {f.dim(2), f.dim(3)}), small);
            return s.apply("join", block(filters), s.op(new Concat(1), up, fine));
        }
    }

    private static Layer block(int filters) {
        return Sequential.of(dev.noyau.nn.Conv2d.of(filters, 3).padding(1).noBias(), new BatchNorm2d(), new Relu());
    }

    private static Network network(Interpolation how) {
        return Network.of(Shape.of(3, 10, 7), Sequential.of(new Level(20, how), dev.noyau.nn.Conv2d.of(CLASSES, 1)));
    }

    private static Graph training(Network net, int batch) {
        return TrainingGraph.of(
                net, Losses.softmaxCrossEntropy(), net.inputShape().prepend(batch));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 11})
    void trainingAgrees(int batch) {
        for (Interpolation how : List.of(Interpolation.NEAREST, Interpolation.LINEAR)) {
            Network net = network(how);
            Agreement.check(
                    training(net, batch), net.initialParameters(3), net.initialState(), CLASSES, TOLERANCE, false);
        }
    }

    @Test
    void nothingLeavesTheBlocks() {
        List<Step> steps = Planner.plan(training(network(Interpolation.LINEAR), 8)).stages().stream()
                .flatMap(s -> s.tasks().stream())
                .flatMap(t -> t.steps().stream())
                .toList();
        assertThat(steps).noneMatch(s -> s instanceof Step.Fallback);
        assertThat(steps.stream()
                        .filter(s -> s instanceof Step.Copy c && c.from().images() == 8 && c.to().images() == 8)
                        .map(Step::label)
                        .collect(Collectors.toList()))
                .as("the network's input and its scores")
                .containsExactlyInAnyOrder("Copy 3x10x7 plain halo 1,1,1,1", "Copy 4x10x7 plain");
    }

    /// Random movement between convolutions.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9})
    void movementAgrees(int images) {
        Gen.check(25, g -> {
            GraphBuilder b = new GraphBuilder();
            int h = g.pick(2, 5);
            int w = g.pick(3, 6);
            Value x = b.input("x", Type.f32(Shape.of(images, 2, h, w)));
            Value p = b.add(new Conv2d(Window.of(1, 1), 1), x, b.parameter("p", Shape.of(g.pick(3, 16, 21), 2, 1, 1)));
            Value q = b.add(new Conv2d(Window.of(1, 1), 1), x, b.parameter("q", Shape.of(g.pick(5, 16, 32), 2, 1, 1)));
            Value y = b.add(new Concat(1), p, q, p);
            int c = y.shape().dim(1);
            int from = g.pick(0, 3, 8);
            y = b.add(Slice.of(1, from, from + g.pick(1, 8, c - from)), y);
            y = b.add(Slice.of(2, g.pick(0, 1), h), y);
            y = b.add(Slice.of(3, 0, w - g.pick(0, 1)), y);
            y = b.add(Pad.zeros(List.of(0, g.pick(0, 2), 1, g.pick(0, -1), 0, g.pick(0, -1), 0, 2)), y);
            y = b.add(new Concat(g.pick(2, 3)), y, y);
            Interpolation how = g.pick(0, 1) == 0 ? Interpolation.NEAREST : Interpolation.LINEAR;
            y = b.add(Resize.toSizes(how, y.shape(), new int[] {2, 3}, new int[] {g.pick(3, 9), g.pick(2, 11)}), y);
            Value loss = b.add(new Mul(), y, y);
            loss = b.add(new ReduceSum(List.of(0, 1, 2, 3), false), loss);
            b.output("y", y);
            b.output("loss", loss);
            List<Value> parameters = List.copyOf(b.build().parameters().values());
            List<@Nullable Value> gradients = Autodiff.gradients(b, loss, parameters);
            for (int i = 0; i < 2; i++) {
                Value gradient = gradients.get(i);
                if (gradient != null) { // else its channels were cut off
                    b.gradient(i == 0 ? "p" : "q", gradient);
                }
            }
            Graph graph = b.build();
            LinkedHashMap<String, Shape> shapes = new LinkedHashMap<>();
            graph.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
            Parameters weights = Parameters.zeros(shapes);
            float[] values = g.floats(weights.slab().length);
            System.arraycopy(values, 0, weights.slab(), 0, values.length);
            Agreement.check(graph, weights, Parameters.zeros(new LinkedHashMap<>()), 2, TOLERANCE, false);
        });
    }

    /// Attention: products of batches that share a matrix, each side transposed or not.
    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void productsAgreeAndAreFast(int images) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(images, 3, 7, 5)));
        Value w = b.parameter("w", Shape.of(1, 3, 6, 5));
        Value y = b.add(new MatMul(false, true), x, w);
        Value z = b.add(new MatMul(true, false), y, x);
        b.output("z", b.add(new MatMul(false, false), z, b.parameter("v", Shape.of(5, 4))));
        Graph graph = b.build();
        assertThat(Planner.plan(graph).toString()).contains("Product").doesNotContain("Fallback");
        LinkedHashMap<String, Shape> shapes = new LinkedHashMap<>();
        graph.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters weights = Parameters.zeros(shapes);
        for (int i = 0; i < weights.slab().length; i++) {
            weights.slab()[i] = (float) Math.sin(i);
        }
        Agreement.check(graph, weights, Parameters.zeros(new LinkedHashMap<>()), 2, TOLERANCE, false);
    }
}
