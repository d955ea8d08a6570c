package dev.noyau.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Planner;
import dev.noyau.compile.Step;
import dev.noyau.compile.WinogradPart;
import dev.noyau.cpu.kernels.ScalarKernels;
import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Precision;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Window;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Convolutions by Winograd's formula: near the reference, the same bits for any number of threads, none of it when
/// sums are to be strict.
class WinogradTest {
    /// Root mean square of the error relative to that of the result. Measured: 1e-6 to 3e-6, where the
    /// plain sums have 3e-7 to 8e-7.
    private static final double TOLERANCE = 5e-6;

    /// Bytes that the short formulas may take more than the plain sums.
    private static final long ROOM = 128 << 20;

    /// `relu(conv(relu(x)) + bias + residual)` and all of its gradients.
    private static Graph graph(int n, int c, int o, int h, int w, int kernel, int pad) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(n, c, h, w)));
        Value weight = b.parameter("w", Shape.of(o, c, kernel, kernel));
        Value bias = b.parameter("b", Shape.of(o));
        Window window = Window.of(kernel, kernel).padding(pad, pad, pad, pad);
        Value conv = b.add(new Conv2d(window, 1), b.add(new Relu(), x), weight);
        Value residual = b.input("residual", Type.f32(conv.shape()));
        Value sum = b.add(new Add(), b.add(new BiasAdd(), conv, bias), b.add(new Relu(), residual));
        Value y = b.add(new Relu(), sum);
        b.output("y", y);
        Value dy = b.input("dy", Type.f32(y.shape()));
        var gradients = Autodiff.gradients(b, y, dy, List.of(x, weight, bias));
        b.output("dx", Objects.requireNonNull(gradients.get(0)));
        b.gradient("w", Objects.requireNonNull(gradients.get(1)));
        b.gradient("b", Objects.requireNonNull(gradients.get(2)));
        return b.build();
    }

    private static Map<String, float[]> run(Backend backend, Graph g, boolean frozen) {
        Executable e = backend.compile(g);
        if (frozen) {
            e.freeze();
        }
        SplittableRandom random = new SplittableRandom(3);
        g.inputs().forEach((name, v) -> {
            float[] values = new float[v.shape().intSize()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-1, 1);
            }
            e.bind(name, values);
        });
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        g.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters p = Parameters.zeros(shapes);
        double bound = 1 / Math.sqrt(shapes.get("w").size(1, 4));
        SplittableRandom weights = new SplittableRandom(4);
        for (int i = 0; i < p.slab().length; i++) {
            p.slab()[i] = (float) weights.nextDouble(-bound, bound);
        }
        Parameters gradients = p.zerosLike();
        Parameters state = Parameters.zeros(new LinkedHashMap<>());
        e.run(p, state, gradients);
        Map<String, float[]> results = new LinkedHashMap<>();
        g.outputs().keySet().forEach(name -> results.put(name, e.result(name).clone()));
        results.put("gradients", gradients.slab());
        return results;
    }

    private static Stream<WinogradPart> parts(Graph g, Precision precision) {
        return Planner.plan(g, precision).stages().stream()
                .flatMap(s -> s.tasks().stream())
                .flatMap(t -> t.steps().stream())
                .filter(s -> s instanceof Step.Winograd)
                .map(s -> ((Step.Winograd) s).part());
    }

    @ParameterizedTest
    @CsvSource({
        "9, 40, 48, 11, 12, 3, 1, Gradient", // batch divided, edges on both sides, channels that end within a block
        "2, 48, 48, 14, 19, 3, 0, ''", // rows divided
        "1, 48, 48, 12, 11, 3, 2, ''",
        "6, 112, 160, 8, 8, 3, 1, GradientProduct", // few tiles for many weights: part by part
        "9, 40, 56, 11, 13, 5, 2, Gradient",
        "2, 44, 48, 14, 19, 5, 0, ''",
        "1, 48, 48, 12, 11, 5, 4, ''",
        "6, 112, 160, 12, 11, 5, 1, GradientProduct"
    })
    void agreesWithTheReferenceAndWithItself(int n, int c, int o, int h, int w, int kernel, int pad, String gradient) {
        Graph g = graph(n, c, o, h, w, kernel, pad);
        assertThat(parts(g, Precision.FAST))
                .anyMatch(p -> p.tiles().backward())
                .anyMatch(p -> !p.tiles().backward());
        assertThat(parts(g, Precision.FAST)
                        .filter(p -> p instanceof WinogradPart.GradientPlanes)
                        .map(p -> p.getClass().getSimpleName())
                        .findAny()
                        .orElse(""))
                .isEqualTo(gradient);
        Map<String, float[]> exact = run(new ReferenceBackend(), g, false);
        Map<String, float[]> one = null;
        for (int threads : new int[] {1, 3}) {
            try (CpuBackend backend = CpuBackend.of(threads, ScalarKernels.INSTANCE)) {
                Map<String, float[]> fast = run(backend, g, threads == 3);
                if (one == null) {
                    one = fast;
                    exact.forEach((name, values) ->
                            assertThat(error(fast.get(name), values)).as(name).isLessThan(TOLERANCE));
                }
                Map<String, float[]> first = one;
                fast.forEach((name, values) -> assertThat(values).as(name).isEqualTo(first.get(name)));
            }
        }
    }

    private static double error(float[] actual, float[] expected) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            double d = actual[i] - expected[i];
            sum += d * d;
            all += (double) expected[i] * expected[i];
        }
        return Math.sqrt(sum / all);
    }

    /// Neither the choice nor the sums depend on how many images there are.
    @Test
    void anImageAloneGivesTheBitsThatItGivesAmongOthers() {
        for (int[] size : new int[][] {{48, 12, 3}, {112, 8, 3}, {64, 11, 5}, {112, 11, 5}}) {
            float[] many = forward(6, size[0], size[1], size[2]);
            float[] alone = forward(1, size[0], size[1], size[2]);
            assertThat(Arrays.copyOf(many, alone.length))
                    .as("channels, height, kernel %s", Arrays.toString(size))
                    .isEqualTo(alone);
        }
    }

    private static float[] forward(int n, int c, int h, int kernel) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(n, c, h, h)));
        Value weight = b.parameter("w", Shape.of(c, c, kernel, kernel));
        Window window = Window.of(kernel, kernel).padding(1, 1, 1, 1);
        b.output("y", b.add(new Conv2d(window, 1), x, weight));
        Graph g = b.build();
        assertThat(parts(g, Precision.FAST)).isNotEmpty();
        try (CpuBackend backend = CpuBackend.of(1, ScalarKernels.INSTANCE)) {
            return Objects.requireNonNull(run(backend, g, true).get("y"));
        }
    }

    @Test
    void strictSumsAreNotTouched() {
        for (int kernel : new int[] {3, 5}) {
            Graph g = graph(8, 64, 64, 12, 12, kernel, 1);
            assertThat(parts(g, Precision.FAST)).isNotEmpty();
            assertThat(parts(g, Precision.STRICT)).isEmpty();
        }
    }

    /// Where the planes of all tiles would take a gigabyte, there are partial gradients, or, where those
    /// are too many, plain sums.
    @Test
    void theGradientOfManyTilesTakesLittleMemory() {
        assertThat(excess(graph(32, 128, 128, 112, 112, 3, 1))).isLessThan(ROOM);
        assertThat(parts(graph(32, 128, 128, 112, 112, 3, 1), Precision.FAST))
                .anyMatch(WinogradPart.Gradient.class::isInstance);
        Graph many = graph(32, 512, 512, 28, 28, 3, 1);
        assertThat(excess(many)).isLessThan(ROOM);
        assertThat(parts(many, Precision.FAST)).noneMatch(WinogradPart.GradientPlanes.class::isInstance);
    }

    /// Bytes that a plan takes more for its short formulas.
    private static long excess(Graph g) {
        return Planner.plan(g, Precision.FAST).bytes(2)
                - Planner.plan(g, Precision.STRICT).bytes(2);
    }

    /// Few channels, strides, other windows and weights too many for so few pixels go the plain way.
    @Test
    void whatItDoesNotPayForStaysAsItIs() {
        assertThat(parts(graph(8, 16, 64, 12, 12, 3, 1), Precision.FAST)).isEmpty();
        assertThat(parts(graph(1, 512, 512, 7, 7, 3, 1), Precision.FAST)).isEmpty();
        assertThat(parts(graph(8, 64, 64, 3, 3, 3, 1), Precision.FAST)).isEmpty();
        assertThat(parts(graph(8, 16, 64, 12, 12, 5, 2), Precision.FAST)).isEmpty();
        assertThat(parts(graph(1, 512, 512, 5, 5, 5, 2), Precision.FAST)).isEmpty();
        assertThat(parts(graph(8, 64, 64, 6, 6, 5, 0), Precision.FAST)).isEmpty();
        assertThat(parts(graph(8, 64, 64, 12, 12, 7, 3), Precision.FAST)).isEmpty();
    }
}
