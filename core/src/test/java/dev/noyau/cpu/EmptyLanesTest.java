package dev.noyau.cpu;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.MoveStep;
import dev.noyau.compile.Plan;
import dev.noyau.compile.Step;
import dev.noyau.graph.Executable.Results;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.Interpolation;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Window;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Lanes beyond the last channel stay zero whatever the channels hold, and no channel reaches another.
class EmptyLanesTest {
    private static final int TRIES = 60;

    /// Sums of some hundred products of order 1 in float.
    private static final double TOLERANCE = 1e-5;

    private static final Parameters NONE = Parameters.zeros(new LinkedHashMap<>());

    /// Channels cut and put together, where blocks begin and where they do not.
    private static Value moved(GraphBuilder b, Gen g, Value x) {
        Value y = x;
        for (int i = 0; i < 3; i++) {
            int c = y.shape().dim(1);
            int from = Math.min(c - 1, g.pick(0, 1, 3, 16));
            int to = Math.min(c, from + g.pick(1, 3, 16, 17, 20));
            y = switch (g.between(0, 3)) {
                case 0 -> b.add(Slice.of(1, from, to), y);
                case 1 -> b.add(new Concat(1), y, b.add(Slice.of(1, 0, 1), y), y);
                case 2 ->
                    b.add(Pad.zeros(List.of(0, g.pick(0, 2, -1), 1, 0, 0, g.pick(0, 3, c > 2 ? -1 : 0), 0, 1)), y);
                default -> b.add(Resize.toSizes(Interpolation.NEAREST, y.shape(), new int[] {2}, new int[] {4}), y);
            };
            if (y.shape().dim(1) == 0) {
                y = x;
            }
        }
        return b.add(new Concat(2), y, b.add(Slice.of(2, 0, 2), y));
    }

    private static Graph graph(Gen g, int images) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(images, g.pick(3, 17, 20), 3, 4)));
        Value y = b.add(new Relu(), x);
        Value z = moved(b, g, b.add(new Add(), y, y));
        int c = z.shape().dim(1);
        b.output("average", b.add(new GlobalAvgPool(), z));
        Value few = b.add(Slice.of(1, 0, Math.min(c, 3)), z);
        Value w = b.parameter("w", Shape.of(20, few.shape().dim(1), 3, 3));
        b.output("y", b.add(new Conv2d(Window.of(3, 3).padding(1, 1, 1, 1), 1), few, w));
        return b.build();
    }

    private static List<Step> steps(Plan plan) {
        return plan.stages().stream()
                .flatMap(s -> s.tasks().stream())
                .flatMap(t -> t.steps().stream())
                .toList();
    }

    private static void assertEmpty(Frame f, Buffer b) {
        ImageLayout l = b.layout();
        int images = b.place() == Buffer.Place.WORKER ? 1 : b.images();
        for (int n = 0; n < images; n++) {
            for (int c = l.c(); c < l.blocks() * l.lanes(); c++) {
                for (int i = 0; i < l.h() * l.w(); i++) {
                    float v = f.array(b)[f.base(b, 0, n) + l.offset(c, i / l.w(), i % l.w())];
                    assertThat(v)
                            .as("lane %d of %s, pixel %d of image %d", c, l, i, n)
                            .isZero();
                }
            }
        }
    }

    /// Close to each other, or both no number.
    private static void assertSame(String name, float[] found, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (Float.isNaN(expected[i]) && Float.isNaN(found[i])) {
                found[i] = 0;
                expected[i] = 0;
            }
        }
        assertClose(name, found, expected, TOLERANCE);
    }

    @Test
    void keepTheirZerosBesideValuesThatAreNotFinite() {
        Gen.check(TRIES, g -> {
            Graph graph = graph(g, g.pick(1, 2, 9));
            Map<String, Shape> shapes = new LinkedHashMap<>();
            graph.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
            Parameters p = Parameters.zeros(new LinkedHashMap<>(shapes));
            float[] weights = g.floats(p.slab().length);
            System.arraycopy(weights, 0, p.slab(), 0, weights.length);
            Shape s = graph.inputs().get("x").shape();
            float[] x = g.floats(s.intSize());
            int pixels = s.dim(2) * s.dim(3);
            for (int i = 0; i < x.length; i++) {
                if (i / pixels % s.dim(1) >= 2) { // of the first channels a number is known
                    x[i] = g.pick(List.of(Float.NaN, Float.POSITIVE_INFINITY, x[i]));
                }
            }
            Map<String, Tensor> in = Map.of("x", Tensor.wrap(s, x));
            Results expected = new ReferenceBackend().compile(graph).call(p, NONE, in);
            try (CpuBackend backend = CpuBackend.of(1)) {
                CpuExecutable e = backend.compile(graph);
                Results found = e.call(p, NONE, in);
                steps(e.plan()).stream()
                        .filter(MoveStep.Place.class::isInstance)
                        .forEach(step -> assertEmpty(e.frame(), step.writes().getFirst()));
                expected.outputs()
                        .forEach(
                                (name, t) -> assertSame(name, found.output(name).data(), t.data()));
            }
        });
    }
}
