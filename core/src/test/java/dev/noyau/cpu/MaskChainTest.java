package dev.noyau.cpu;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Planner;
import dev.noyau.compile.Step;
import dev.noyau.graph.Executable.Results;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Logic;
import dev.noyau.graph.op.Not;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Window;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Masks that are used within chains, by steps outside of them, and as results, in all combinations.
class MaskChainTest {
    private static final int TRIES = 60;
    private static final int OPERATIONS = 9;

    /// Some sums of three products.
    private static final double TOLERANCE = 1e-5;

    private final ReferenceBackend reference = new ReferenceBackend();

    /// Multiples of ¼, so that all is exact and values are often equal.
    private static Tensor quarters(Shape s, Gen g) {
        float[] f = new float[s.intSize()];
        for (int i = 0; i < f.length; i++) {
            f[i] = g.between(-4, 4) / 4f;
        }
        return Tensor.wrap(s, f);
    }

    private static Graph random(Gen g) {
        GraphBuilder b = new GraphBuilder();
        int c = g.pick(3, 16, 17);
        Shape s = Shape.of(g.pick(1, 2, 9), c, g.pick(1, 3), g.pick(1, 4));
        Value x = b.input("x", Type.f32(s));
        boolean images = g.flip();
        Value first = images
                ? b.add(new Conv2d(Window.of(1, 1), 1), x, b.parameter("w", Shape.of(c, c, 1, 1)))
                : b.add(new Relu(), x);
        List<Value> floats = new ArrayList<>(List.of(x, first, b.parameter("p", Shape.of(c, 1, 1))));
        List<Value> masks = new ArrayList<>(List.of(b.input("given", Type.bool(s))));
        Arithmetic a = new Arithmetic(b);
        masks.add(a.greater(x, first));
        for (int i = 0; i < OPERATIONS; i++) {
            Value v = g.pick(floats);
            Value w = g.pick(floats);
            Value m = g.pick(masks);
            switch (g.between(0, 7)) {
                case 0, 1 -> masks.add(b.add(new Compare(g.pick(List.of(Compare.Kind.values()))), v, w));
                case 2 -> masks.add(b.add(new Logic(g.pick(List.of(Logic.Kind.values()))), m, g.pick(masks)));
                case 3 -> masks.add(b.add(new Not(), m));
                case 4, 5 -> floats.add(a.where(m, v, w));
                case 6 -> floats.add(b.add(new Cast(DType.F32), m));
                default -> floats.add(a.mul(v, w));
            }
        }
        int out = 0;
        for (Value m : masks.subList(1, masks.size())) {
            if (g.between(0, 4) == 0) {
                b.output("mask" + out++, m);
            }
            if (g.between(0, 5) == 0) {
                b.output("cast" + out++, b.add(new Cast(DType.I64), m));
            }
        }
        b.output("y", floats.getLast());
        b.output("z", g.pick(floats));
        return b.build();
    }

    private void agree(Graph graph, Gen g) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        graph.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters p = Parameters.zeros(new LinkedHashMap<>(shapes));
        shapes.forEach((path, s) -> {
            float[] from = quarters(s, g).data();
            System.arraycopy(from, 0, p.slab(), p.slot(path).offset(), from.length);
        });
        Map<String, Tensor> in = new LinkedHashMap<>();
        graph.inputs().forEach((name, v) -> {
            Shape s = v.shape();
            boolean mask = v.type().dtype() == DType.BOOL;
            in.put(name, mask ? Tensor.ofBooleans(s, g.longs(s.intSize(), 2)) : quarters(s, g));
        });
        Parameters none = Parameters.zeros(new LinkedHashMap<>());
        Results expected = reference.compile(graph).call(p, none, in);
        for (Backends.Tested fast : Backends.fast()) {
            Results found = fast.backend().compile(graph).call(p, none, in);
            expected.outputs().forEach((name, t) -> {
                if (t.dtype() == DType.F32) {
                    assertClose(name, found.output(name).data(), t.data(), TOLERANCE);
                } else {
                    assertThat(found.output(name).longData()).as(name).isEqualTo(t.longData());
                }
            });
        }
    }

    @Test
    void givesWhatTheReferenceGives() {
        Gen.check(TRIES, g -> agree(random(g), g));
    }

    /// The first convolution of a graph that goes on with masks.
    private static Value convolution(GraphBuilder b) {
        Value x = b.input("x", Type.f32(Shape.of(2, 5, 3, 4)));
        return b.add(new Conv2d(Window.of(1, 1), 1), x, b.parameter("w", Shape.of(5, 5, 1, 1)));
    }

    /// A comparison may stay in a register only where what is made of it does not need it as a mask.
    @Test
    void theOppositeIsAResult() {
        GraphBuilder b = new GraphBuilder();
        Value x = convolution(b);
        Arithmetic a = new Arithmetic(b);
        Value mask = a.greater(x, 0);
        b.output("y", a.where(mask, x, 0)).output("not", b.add(new Not(), mask));
        agree(b.build(), Gen.of(1));
    }

    @Test
    void aMaskMeetsOneThatIsGiven() {
        GraphBuilder b = new GraphBuilder();
        Value x = convolution(b);
        Value given = b.input("given", Type.bool(x.shape()));
        Arithmetic a = new Arithmetic(b);
        Value mask = a.greater(x, 0);
        b.output("y", a.where(mask, x, 0)).output("z", a.where(a.and(mask, given), x, 1));
        agree(b.build(), Gen.of(1));
    }

    /// Masks that no step outside uses stay where they are.
    @Test
    void masksOfMasksAreOnePass() {
        GraphBuilder b = new GraphBuilder();
        Value x = convolution(b);
        Arithmetic a = new Arithmetic(b);
        Value within = a.and(a.greater(x, -0.5f), b.add(new Not(), a.greater(x, 0.5f)));
        Graph g = b.output("y", a.where(within, x, 0)).build();
        agree(g, Gen.of(1));
        assertThat(Planner.plan(g).stages().stream()
                        .flatMap(s -> s.tasks().stream())
                        .flatMap(t -> t.steps().stream()))
                .noneMatch(Step.Fallback.class::isInstance)
                .filteredOn(Step.Chain.class::isInstance)
                .hasSize(1);
    }
}
