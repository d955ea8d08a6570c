package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Planner;
import dev.noyau.compile.Step;
import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Depthwise and grouped convolutions with bias and ReLU, and their gradients, agree with the reference for channels
/// that fill blocks and channels that do not; and the threads do not matter.
class GroupsTest {
    private static final int TRIES = 40;

    /// Distance relative to the norm, for sums of up to some thousand pixels in float.
    private static final double TOLERANCE = 2e-5;

    /// @param w (O, C/groups, kh, kw)
    private record Case(Shape x, Shape w, Window window, int groups) {}

    private static Window window(Gen g) {
        Window w = Window.of(g.pick(1, 2, 3, 5), g.pick(1, 3, 4, 7))
                .stride(g.pick(1, 1, 2, 3), g.pick(1, 1, 2))
                .dilation(g.pick(1, 1, 2), g.pick(1, 1, 3));
        return w.padding(
                g.between(0, w.extentH() - 1), g.between(0, w.extentW() / 2), g.between(0, 2), g.between(0, 2));
    }

    private static Shape image(Gen g, Window w, int channels) {
        return Shape.of(
                g.pick(1, 2, 9),
                channels,
                Math.max(w.extentH() - w.top() - w.bottom(), 1) + g.between(0, 9),
                Math.max(w.extentW() - w.left() - w.right(), 1) + g.between(0, 9));
    }

    private static Case depthwise(Gen g) {
        Window w = window(g);
        int c = g.pick(2, 3, 15, 16, 17, 31, 48);
        return new Case(image(g, w, c), Shape.of(c, 1, w.kh(), w.kw()), w, c);
    }

    private static Case grouped(Gen g) {
        Window w = window(g);
        int groups = g.pick(2, 3);
        int in = g.pick(4, 8, 16, 32, 48);
        int out = g.pick(1, 5, 16, 32, 48);
        return new Case(image(g, w, groups * in), Shape.of(groups * out, in, w.kh(), w.kw()), w, groups);
    }

    private static Graph graph(Case c) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(c.x));
        Value w = b.parameter("w", c.w);
        Value bias = b.parameter("b", Shape.of(c.w.dim(0)));
        Value sums = b.add(new Conv2d(c.window, c.groups), b.add(new Relu(), x), w);
        Value y = b.add(new Relu(), b.add(new BiasAdd(), sums, bias));
        Value dy = b.input("dy", Type.f32(y.shape()));
        List<Value> gradients = Autodiff.gradients(b, y, dy, List.of(x, w, bias)).stream()
                .map(Objects::requireNonNull)
                .toList();
        return b.output("y", y)
                .output("dx", gradients.get(0))
                .gradient("w", gradients.get(1))
                .gradient("b", gradients.get(2))
                .build();
    }

    private static void check(Gen g, Case c) {
        Graph graph = graph(c);
        assertThat(Planner.plan(graph).stages())
                .flatMap(s -> s.tasks())
                .flatMap(t -> t.steps())
                .noneMatch(s -> s instanceof Step.Fallback);
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        graph.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters weights = Parameters.zeros(shapes);
        shapes.forEach((path, s) -> weights.set(path, Tensor.wrap(s, g.floats(s.intSize()))));
        Agreement.check(graph, weights, Parameters.zeros(new LinkedHashMap<>()), 1, TOLERANCE, false);
    }

    @Test
    void depthwiseIsTheReferences() {
        Gen.check(TRIES, g -> check(g, depthwise(g)));
    }

    @Test
    void groupedIsTheReferences() {
        Gen.check(TRIES, g -> check(g, grouped(g)));
    }
}
