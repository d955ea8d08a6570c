package dev.noyau.cpu;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.noyau.compile.Plan;
import dev.noyau.compile.Planner;
import dev.noyau.compile.Step;
import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Unary.Kind;
import dev.noyau.graph.op.Window;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Operations element by element in one pass: what a plan makes of them, and that it gives what the reference gives.
class ChainTest {
    private static final int TRIES = 40;

    /// Through some ten operations in float, whose values stay of order 1.
    private static final double TOLERANCE = 5e-5;

    private static final List<Kind> SMOOTH = List.of(
            Kind.TANH,
            Kind.SIGMOID,
            Kind.SWISH,
            Kind.GELU,
            Kind.SOFTPLUS,
            Kind.ERF,
            Kind.SOFTSIGN,
            Kind.MISH,
            Kind.COS);

    private static Value leaf(GraphBuilder b, String name, int... dims) {
        return b.parameter(name, Shape.of(dims));
    }

    /// Random operations between two convolutions, with operands of all kinds that are broadcast.
    private static Graph random(Gen g, int images) {
        GraphBuilder b = new GraphBuilder();
        int c = g.pick(3, 5, 16, 17, 32);
        int h = g.pick(1, 3, 6);
        int w = g.pick(1, 5, 9);
        Value x = b.input("x", Type.f32(Shape.of(images, 2, h, w)));
        Window same = Window.of(3, 3).padding(1, 1, 1, 1);
        Value y = b.add(new Conv2d(same, 1), x, leaf(b, "first", c, 2, 3, 3));
        Value z = b.add(new Conv2d(Window.of(1, 1), 1), x, leaf(b, "second", c, 2, 1, 1));
        Value one = b.add(new Conv2d(Window.of(1, 1), 1), x, leaf(b, "map", 1, 2, 1, 1));
        List<Value> operands = new ArrayList<>(List.of(
                z,
                one,
                b.add(new GlobalAvgPool(), z),
                leaf(b, "channels", c, 1, 1),
                leaf(b, "column", h, 1),
                leaf(b, "all", 1, c, h, w),
                leaf(b, "number")));
        Arithmetic a = new Arithmetic(b);
        Value v = y;
        for (int i = 0; i < 7; i++) {
            Value o = g.pick(operands);
            v = switch (g.between(0, 6)) {
                case 0 -> a.add(v, o);
                case 1 -> a.mul(v, o);
                case 2 -> a.sub(o, v);
                case 3 -> a.div(v, a.add(a.square(o), 1));
                case 4 -> a.where(a.greater(v, o), v, a.mul(o, 0.5f));
                default -> b.add(Unary.of(g.pick(SMOOTH)), v);
            };
            if (v.shape().equals(y.shape())) {
                operands.add(v);
            }
        }
        Value out = b.add(new Conv2d(same, 1), v, leaf(b, "last", 2, c, 3, 3));
        b.output("y", out);
        b.input("r", Type.f32(out.shape()));
        return withGradients(b.build());
    }

    private static Graph withGradients(Graph forward) {
        GraphBuilder all = GraphBuilder.extend(forward);
        Value r = forward.inputs().get("r");
        Value out = forward.output("y");
        List<Value> leaves = List.copyOf(forward.parameters().values());
        List<String> names = List.copyOf(forward.parameters().keySet());
        List<Value> gradients = Autodiff.gradients(all, out, r, leaves);
        for (int i = 0; i < names.size(); i++) {
            if (gradients.get(i) != null) {
                all.gradient(names.get(i), gradients.get(i));
            }
        }
        return all.build();
    }

    private static Parameters parameters(Graph graph, Gen g) {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        graph.parameters().forEach((path, v) -> shapes.put(path, v.shape()));
        Parameters p = Parameters.zeros(shapes);
        float[] values = g.floats(p.slab().length);
        System.arraycopy(values, 0, p.slab(), 0, values.length);
        return p;
    }

    private static Map<String, Tensor> inputs(Graph graph, Gen g) {
        Map<String, Tensor> in = new LinkedHashMap<>();
        graph.inputs()
                .forEach((name, v) ->
                        in.put(name, Tensor.wrap(v.shape(), g.floats(v.shape().intSize()))));
        return in;
    }

    @Test
    void givesWhatTheReferenceGives() {
        Gen.check(TRIES, g -> {
            Graph graph = random(g, g.pick(1, 2, 3, 8, 17));
            Parameters p = parameters(graph, g);
            Map<String, Tensor> in = inputs(graph, g);
            Parameters none = Parameters.zeros(new LinkedHashMap<>());
            Executable.Results expected = new ReferenceBackend().compile(graph).call(p, none, in);
            float[] bits = null;
            for (Backends.Tested fast : Backends.fast()) {
                Executable.Results r = fast.backend().compile(graph).call(p, none, in);
                float[] slab = r.gradients().slab();
                double size = 1;
                for (float f : expected.gradients().slab()) {
                    size = Math.max(size, Math.abs(f));
                }
                assertClose("y", r.output("y").data(), expected.output("y").data(), TOLERANCE);
                assertClose("gradients", slab, expected.gradients().slab(), TOLERANCE * size);
                assertThat(bits == null ? slab : bits).as("bits").isEqualTo(slab);
                bits = slab;
            }
        });
    }

    /// A number for each moment of a signal, which is an image of one row.
    @Test
    void spreadsOverSignals() {
        Gen.check(TRIES, g -> {
            int c = g.pick(3, 16, 17);
            GraphBuilder b = new GraphBuilder();
            Value x = b.input("x", Type.f32(Shape.of(g.pick(1, 2, 9), 2, 7)));
            Window three = Window.of(1, 3).padding(0, 1, 0, 1);
            Value y = b.add(new Conv2d(three, 1), x, leaf(b, "first", c, 2, 3));
            Arithmetic a = new Arithmetic(b);
            Value v = a.exp(a.mul(a.add(y, leaf(b, "moments", 7)), leaf(b, "channels", c, 1)));
            Value out = b.add(new Conv2d(three, 1), v, leaf(b, "last", 2, c, 3));
            Graph graph = b.output("y", out).build();
            Parameters p = parameters(graph, g);
            Map<String, Tensor> in = inputs(graph, g);
            Parameters none = Parameters.zeros(new LinkedHashMap<>());
            assertThat(chains(graph)).hasSize(1);
            float[] expected = new ReferenceBackend()
                    .compile(graph)
                    .call(p, none, in)
                    .output("y")
                    .data();
            for (Backends.Tested fast : Backends.fast()) {
                float[] found = fast.backend()
                        .compile(graph)
                        .call(p, none, in)
                        .output("y")
                        .data();
                assertClose("y", found, expected, TOLERANCE);
            }
        });
    }

    private static List<Step> steps(Graph g) {
        return Planner.plan(g).stages().stream()
                .map(Plan.Stage::tasks)
                .flatMap(List::stream)
                .flatMap(t -> t.steps().stream())
                .toList();
    }

    private static List<Step.Chain> chains(Graph g) {
        return steps(g).stream()
                .filter(Step.Chain.class::isInstance)
                .map(Step.Chain.class::cast)
                .toList();
    }

    private static Graph afterConvolution(int channels) {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(9, 4, 6, 7)));
        Value y = b.add(new Conv2d(Window.of(1, 1), 1), x, leaf(b, "w", channels, 4, 1, 1));
        return b.output("conv", y).build();
    }

    @Test
    void aGateIsOnePass() {
        Graph conv = afterConvolution(16);
        GraphBuilder b = GraphBuilder.extend(conv);
        Value x = conv.output("conv");
        Arithmetic a = new Arithmetic(b);
        Value gate = a.sigmoid(b.add(new GlobalAvgPool(), x));
        Value y = a.add(a.mul(b.add(Unary.of(Kind.SWISH), x), gate), x);
        Graph g = b.output("y", y).build();
        assertThat(chains(g)).hasSize(2).anySatisfy(c -> assertThat(c.results()).hasSize(1));
        assertThat(steps(g)).noneMatch(Step.Fallback.class::isInstance);
    }

    /// A mask that is used outside cannot stay in a register.
    @Test
    void masksStayInside() {
        Graph conv = afterConvolution(16);
        GraphBuilder b = GraphBuilder.extend(conv);
        Value x = conv.output("conv");
        Arithmetic a = new Arithmetic(b);
        Value mask = a.greater(x, 0);
        Value y = a.where(mask, x, a.mul(x, 0.1f));
        Graph inside = b.output("y", y).build();
        assertThat(chains(inside)).hasSize(1);
        assertThat(steps(inside)).noneMatch(Step.Fallback.class::isInstance);
        Graph outside = GraphBuilder.extend(inside)
                .output("mask", inside.output("y").node().input(0))
                .build();
        assertThat(steps(outside)).anyMatch(Step.Fallback.class::isInstance);
    }

    /// A gradient uses the masks of the way forward.
    @Test
    void masksGoFromChainToChain() {
        Graph conv = afterConvolution(17);
        GraphBuilder b = GraphBuilder.extend(conv);
        Value x = conv.output("conv");
        Arithmetic a = new Arithmetic(b);
        Value y = a.where(a.greater(x, 0.1f), a.square(x), a.mul(x, 0.1f));
        Value loss = a.sum(y, List.of(0, 1, 2, 3));
        Value r = b.input("r", Type.f32(loss.shape()));
        Value dw = Autodiff.gradients(b, loss, r, List.of(conv.parameters().get("w")))
                .getFirst();
        Graph g = b.gradient("w", dw).output("loss", loss).build();
        assertThat(chains(g)).hasSize(2);
        assertThat(steps(g))
                .noneMatch(s -> s instanceof Step.Fallback f && !(f.node().op() instanceof ReduceSum));
    }

    /// Post-ops of a convolution cost less than a pass of their own.
    @Test
    void reluStaysWithItsConvolution() {
        GraphBuilder c = new GraphBuilder();
        Value in = c.input("x", Type.f32(Shape.of(9, 4, 6, 7)));
        Value conv = c.add(new Conv2d(Window.of(1, 1), 1), in, leaf(c, "w", 16, 4, 1, 1));
        Value y = c.add(Unary.of(Kind.TANH), c.add(new Relu(), conv));
        Graph g = c.output("y", y).build();
        assertThat(steps(g)).anyMatch(s -> s instanceof Step.Forward f && f.relu());
        assertThat(chains(g)).hasSize(1);
    }

    /// Tokens, whose first axis is the batch but which are no images, are divided by images, too.
    @Test
    void tokensAreDividedByImages() {
        GraphBuilder b = new GraphBuilder();
        Value x = b.input("x", Type.f32(Shape.of(9, 5, 24)));
        Arithmetic a = new Arithmetic(b);
        Value y = b.add(Unary.of(Kind.GELU), a.add(x, leaf(b, "bias", 24)));
        Graph g = b.output("y", b.add(new Reshape(Shape.of(9, 120)), y)).build();
        assertThat(chains(g))
                .hasSize(1)
                .allSatisfy(c -> assertThat(c.partition().parts()).isGreaterThan(1));
    }

    @Test
    void warmRunsAllocateNothing() {
        Graph graph = random(Gen.of(7), 8);
        Parameters p = parameters(graph, Gen.of(1));
        Executable e = CpuBackend.of(1).compile(graph);
        inputs(graph, Gen.of(2)).forEach((name, t) -> e.bind(name, t.data()));
        Parameters none = Parameters.zeros(new LinkedHashMap<>());
        Parameters gradients = p.zerosLike();
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 50 && least > 0; run++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            e.run(p, none, gradients);
            least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }
}
