package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.Plan;
import dev.noyau.compile.Planner;
import dev.noyau.compile.Product;
import dev.noyau.compile.Step;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Node;
import dev.noyau.graph.Precision;
import dev.noyau.graph.Value;
import dev.noyau.nn.Network;
import dev.noyau.reference.Interpreter;
import dev.noyau.tensor.DType;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a summary says of costs is what a run in the reference backend counts, and what the plan of the fast one does.
class CountedTest {
    private static final int NETWORKS = 200;

    /// One network in so many may count too much.
    private static final int FEW = 10;

    /// Images with which plans are large enough to use memory twice.
    private static final int MANY = 64;

    /// Floats of a cache line: memory ends with a whole one.
    private static final int LINE = 16;

    @Test
    void multiplyAddsAndBytesAreThoseOfAReferenceRun() {
        Gen.check(NETWORKS, g -> {
            Network n = RandomNets.image(g);
            Summary s = Summary.of(n);
            Interpreter run = Interpreter.of(n.graph(n.inputShape().prepend(1), Mode.INFERENCE))
                    .run();
            var layers = Layers.of(run.graph());
            assertThat(s.layers()).extracting(Summary.Layer::path).containsExactlyElementsOf(layers.keySet());
            for (Summary.Layer l : s.layers()) {
                List<Node> nodes = layers.get(l.path());
                assertThat(l.macs())
                        .as(n + " " + l)
                        .isEqualTo(nodes.stream().mapToLong(run::macs).sum());
                assertThat(l.bytes())
                        .as(n + " " + l)
                        .isEqualTo((long) Float.BYTES
                                * run.array(nodes.getLast().output()).size());
            }
            assertThat(s.macs()).isEqualTo(run.macs());
        });
    }

    /// A value that training keeps is one whose change, made between the two passes, changes a gradient. All those
    /// are counted; in few networks one more is, which is handed on without having any say: the input of an average
    /// whose gradient asks for its shape alone, of a maximum of one pixel, or of a layer whose gradient is zero.
    @Test
    void bytesKeptAreThoseThatGradientsDependOn() {
        AtomicInteger checked = new AtomicInteger();
        AtomicInteger more = new AtomicInteger();
        Gen.check(NETWORKS, g -> {
            Network n = RandomNets.image(g);
            long found = keptBytes(g, n);
            long said = Summary.of(n).kept();
            assertThat(said).as(n.toString()).isGreaterThanOrEqualTo(found);
            checked.incrementAndGet();
            more.addAndGet(said > found ? 1 : 0);
        });
        assertThat(more.get()).isLessThanOrEqualTo(Math.max(1, checked.get() / FEW));
    }

    private static long keptBytes(Gen g, Network n) {
        Graph graph = KeptValues.withGradients(n.graph(n.inputShape().prepend(KeptValues.BATCH), Mode.TRAINING));
        Interpreter run = Interpreter.of(graph);
        int border = graph.inputs().get(KeptValues.UPSTREAM).node().id();
        int end = graph.nodes().size();
        for (Node leaf : graph.nodes()) {
            if (leaf.inputs().isEmpty() && leaf.output().type().dtype() == DType.F32) {
                run.array(leaf.output()).load(g.distinct(leaf.output().shape().intSize()));
            }
        }
        double[][] gradients = gradients(run.run(0, end));
        long bytes = 0;
        for (Node node : graph.nodes().subList(0, border)) {
            for (Value v : node.inputs().isEmpty() ? List.<Value>of() : node.outputs()) {
                if (v.type().dtype() == DType.F32) {
                    double[] held = run.array(v).doubles();
                    double[] before = held.clone();
                    Arrays.setAll(held, i -> 1.5 - 2 * before[i] + g.uniform(0, 1));
                    boolean used = !Arrays.deepEquals(gradients, gradients(run.run(border, end)));
                    System.arraycopy(before, 0, held, 0, held.length);
                    bytes += used ? (long) Float.BYTES * held.length / KeptValues.BATCH : 0;
                }
            }
        }
        return bytes;
    }

    private static double[][] gradients(Interpreter run) {
        return run.graph().gradients().values().stream()
                .map(v -> run.array(v).doubles().clone())
                .toArray(double[][]::new);
    }

    /// Without Winograd's arithmetic, which is there to do fewer.
    @Test
    void multiplyAddsAreThoseOfThePlan() {
        Gen.check(NETWORKS, g -> {
            Network n = RandomNets.image(g);
            int batch = g.pick(1, 3, 9);
            Graph forward = n.graph(n.inputShape().prepend(batch), Mode.INFERENCE);
            assertThat(macs(Planner.plan(forward, Precision.STRICT)))
                    .as(n.toString())
                    .isEqualTo(batch * Summary.of(n).macs());
        });
    }

    private static long macs(Plan plan) {
        return steps(plan)
                .mapToLong(step -> switch (step) {
                    case Product p -> (long) p.left().size() * p.m() * p.k() * p.n();
                    case Step.Fallback f -> f.node().macs();
                    default -> step.macs() * plan.images();
                })
                .sum();
    }

    private static Stream<Step> steps(Plan plan) {
        return plan.stages().stream().flatMap(s -> s.tasks().stream()).flatMap(t -> t.steps().stream());
    }

    /// The memory that a plan asks for ends with its last buffer, and no two buffers share any of it while both are in
    /// use: so it is never less than what lives at once, and less than all of it where something is used twice.
    @Test
    void memoryOfThePlanHoldsWhatLivesAtOnce() {
        Gen.check(NETWORKS, g -> {
            Network n = RandomNets.image(g);
            Graph graph = KeptValues.withGradients(n.graph(n.inputShape().prepend(g.pick(2, 9, MANY)), Mode.TRAINING));
            Plan plan = Planner.plan(graph);
            for (Buffer.Place place : List.of(Buffer.Place.ARENA, Buffer.Place.WORKER)) {
                Map<Buffer, int[]> lives = lives(plan, place);
                List<Buffer> buffers = List.copyOf(lives.keySet());
                long end = 0;
                for (Buffer a : buffers) {
                    end = Math.max(end, a.offset() + room(plan, a));
                    for (Buffer b : buffers.subList(0, buffers.indexOf(a))) {
                        boolean apart =
                                a.offset() + room(plan, a) <= b.offset() || b.offset() + room(plan, b) <= a.offset();
                        boolean together = lives.get(a)[0] <= lives.get(b)[1] && lives.get(b)[0] <= lives.get(a)[1];
                        assertThat(apart || !together)
                                .as(n + ": " + a + " and " + b)
                                .isTrue();
                    }
                }
                long said = place == Buffer.Place.ARENA ? plan.arenaFloats() : plan.workerFloats();
                assertThat(said).as(n + " " + place).isBetween(end, end + LINE - 1);
            }
        });
    }

    /// Floats of a buffer: of all images, or of a shard's where each worker has one of its own.
    private static long room(Plan plan, Buffer b) {
        int most = b.place() == Buffer.Place.WORKER ? Math.ceilDiv(plan.images(), plan.shards()) : b.images();
        return Math.min(most, b.images()) * b.layout().size();
    }

    /// First and last step that uses each buffer.
    private static Map<Buffer, int[]> lives(Plan plan, Buffer.Place place) {
        Map<Buffer, int[]> lives = new LinkedHashMap<>();
        List<Step> steps = steps(plan).toList();
        for (int i = 0; i < steps.size(); i++) {
            int at = i;
            Stream.concat(steps.get(i).reads().stream(), steps.get(i).writes().stream())
                    .filter(b -> b.place() == place)
                    .forEach(b -> lives.computeIfAbsent(b, k -> new int[] {at, at})[1] = at);
        }
        return lives;
    }
}
