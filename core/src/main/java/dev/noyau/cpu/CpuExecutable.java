package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.Plan;
import dev.noyau.compile.Step;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Node;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.StepTime;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Constant;
import dev.noyau.graph.op.Input;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A plan with its memory, tables and kernels. A warm run allocates nothing.
public final class CpuExecutable implements Executable {
    private final Plan plan;
    private final Workers workers;
    private final Frame frame;
    private final List<StageLoop> stages = new ArrayList<>();
    private final List<StageLoop> warm = new ArrayList<>();
    private final Map<Step, Runner> runners = new IdentityHashMap<>();
    private final Map<String, float[]> results = new LinkedHashMap<>();
    private final List<Buffer> slabs = new ArrayList<>();
    private @Nullable Parameters parameters;
    private @Nullable Parameters state;
    private @Nullable Parameters gradients;
    private boolean frozen;
    private boolean prepared;

    CpuExecutable(Plan plan, Workers workers, Kernels kernels) {
        this.plan = plan;
        this.workers = workers;
        this.frame = new Frame(plan, kernels, workers.threads());
        for (Buffer b : plan.buffers()) {
            switch (b.place()) {
                case RESULT -> {
                    float[] a = results.computeIfAbsent(b.name(), k -> new float[Math.toIntExact(b.floats())]);
                    frame.set(b, a, 0);
                }
                case CONSTANT -> frame.set(b, constant(b.name()), 0);
                case PARAMETER, STATE, GRADIENT -> slabs.add(b);
                case INTEGERS -> frame.set(b, integers(b));
                case ARENA, WORKER, INPUT -> {}
            }
        }
        for (Plan.Stage s : plan.stages()) {
            s.tasks().forEach(t -> t.steps().forEach(step -> runners.put(step, Runners.of(frame, step))));
            stages.add(new StageLoop(s, runners, false));
            StageLoop w = new StageLoop(s, runners, true);
            if (w.parts() > 0) {
                warm.add(w);
            }
        }
    }

    private float[] constant(String name) {
        Tensor t = constantOrNull(name);
        if (t == null) {
            throw new IllegalStateException("constant " + name);
        }
        return t.data();
    }

    private @Nullable Tensor constantOrNull(String name) {
        for (Node n : plan.graph().nodes()) {
            if (n.op() instanceof Constant c && n.output().toString().equals(name)) {
                return c.value();
            }
        }
        return null;
    }

    /// An array for computed integers, or the constant's own.
    private long[] integers(Buffer b) {
        Tensor t = constantOrNull(b.name());
        return t == null ? new long[Math.toIntExact(b.floats())] : t.longData();
    }

    @Override
    public Graph graph() {
        return plan.graph();
    }

    /// What this executable does, printable.
    public Plan plan() {
        return plan;
    }

    /// The memory that it works in, for tests.
    Frame frame() {
        return frame;
    }

    @Override
    public void bind(String input, float[] values) {
        for (int i = 0; i < plan.buffers().size(); i++) {
            Buffer b = plan.buffers().get(i);
            if (b.place() == Place.INPUT && b.name().equals(input)) {
                if (values.length < b.floats()) {
                    throw new IllegalArgumentException(
                            "input '" + input + "' needs " + b.floats() + " floats, found " + values.length);
                }
                frame.set(b, values, 0);
            }
        }
    }

    @Override
    public void bind(String input, long[] values) {
        frame.set(input, values);
    }

    @Override
    public float[] result(String output) {
        float[] r = results.get(output);
        if (r == null) {
            throw new IllegalArgumentException("no output '" + output + "', there are " + results.keySet());
        }
        return r;
    }

    @Override
    public long[] integers(String output) {
        Value v = plan.graph().output(output);
        if (v.node().op() instanceof Input in) {
            return frame.longs(in.name());
        }
        for (Buffer b : plan.buffers()) {
            if (b.place() == Place.INTEGERS && b.name().equals(v.toString())) {
                return frame.integers(b);
            }
        }
        throw new IllegalArgumentException("output '" + output + "' holds floats, not integers");
    }

    /// Promises that parameters and state do not change between runs any more: what depends on them
    /// alone is computed once.
    @Override
    public void freeze() {
        frozen = true;
    }

    @Override
    public void run(Parameters p, Parameters s, @Nullable Parameters g) {
        attach(p, s, g);
        List<StageLoop> todo = frozen && prepared ? warm : stages;
        for (int i = 0; i < todo.size(); i++) {
            StageLoop l = todo.get(i);
            workers.run(l.parts(), l);
        }
        prepared = true;
    }

    /// Has the kernels of this plan compiled before it runs, the first steps first; returns when they
    /// are. A vector kernel that is not compiled yet is a thousand times slower.
    @Override
    public void prime() {
        Primer primer = new Primer(frame.kernels);
        for (Plan.Stage stage : plan.stages()) {
            for (Plan.Task t : stage.tasks()) {
                for (Step step : t.steps()) {
                    Runner r = runners.get(step);
                    if (r != null) {
                        r.prime(primer);
                    }
                }
            }
        }
        primer.run();
    }

    @Override
    public List<StepTime> profile(Parameters p, Parameters s, @Nullable Parameters g, int runs) {
        attach(p, s, g);
        Map<Step, long[]> nanos = new IdentityHashMap<>();
        runners.keySet().forEach(step -> nanos.put(step, new long[runs]));
        for (int run = 0; run < runs; run++) {
            for (Plan.Stage stage : plan.stages()) {
                for (Plan.Task t : stage.tasks()) {
                    profile(t, run, nanos);
                }
            }
        }
        List<StepTime> times = new ArrayList<>();
        for (Plan.Stage stage : plan.stages()) {
            for (Plan.Task t : stage.tasks()) {
                for (Step step : t.steps()) {
                    long[] n = Objects.requireNonNull(nanos.get(step));
                    Arrays.sort(n);
                    if (!leftOut(step)) {
                        long macs = step.macs() * plan.images();
                        times.add(new StepTime(step.label(), n[runs / 2] / 1e9, macs, bytes(step)));
                    }
                }
            }
        }
        return times;
    }

    /// Whether a step is done once and not again, since parameters are frozen.
    private boolean leftOut(Step step) {
        return frozen && prepared && step.constant();
    }

    private static long bytes(Step step) {
        return 4
                * Stream.concat(step.reads().stream(), step.writes().stream())
                        .distinct()
                        .mapToLong(Buffer::floats)
                        .sum();
    }

    private void profile(Plan.Task t, int run, Map<Step, long[]> nanos) {
        for (int part = 0; part < t.parts(); part++) {
            for (Step step : t.steps()) {
                if (leftOut(step)) {
                    continue;
                }
                long start = System.nanoTime();
                Objects.requireNonNull(runners.get(step)).run(part, 0);
                Objects.requireNonNull(nanos.get(step))[run] += System.nanoTime() - start;
            }
        }
    }

    /// Finds the slices of the slabs; done again only when other slabs are given.
    private void attach(Parameters p, Parameters s, @Nullable Parameters g) {
        if (p == parameters && s == state && g == gradients) {
            return;
        }
        prepared = false;
        parameters = p;
        state = s;
        gradients = g;
        if (g != null) {
            Arrays.fill(g.slab(), 0);
        } else if (slabs.stream().anyMatch(b -> b.place() == Place.GRADIENT)) {
            throw new IllegalArgumentException("the graph computes gradients, but there is no slab to put them in");
        }
        for (Buffer b : slabs) {
            Parameters from = b.place() == Place.PARAMETER ? p : b.place() == Place.STATE || g == null ? s : g;
            frame.set(b, from.slab(), from.slot(b.name()).offset());
        }
    }

    /// The parts of a stage's tasks, counted through.
    private static final class StageLoop implements Workers.Loop {
        private final Runner[][] tasks;
        private final Step[][] steps;
        private final int[] first;

        /// @param onlyVarying leaves out what depends on parameters alone
        StageLoop(Plan.Stage stage, Map<Step, Runner> runners, boolean onlyVarying) {
            List<Step[]> list = new ArrayList<>();
            List<Integer> starts = new ArrayList<>(List.of(0));
            for (Plan.Task t : stage.tasks()) {
                Step[] some = t.steps().stream()
                        .filter(s -> !onlyVarying || !s.constant())
                        .toArray(Step[]::new);
                if (some.length > 0) {
                    list.add(some);
                    starts.add(starts.getLast() + t.parts());
                }
            }
            steps = list.toArray(Step[][]::new);
            tasks = list.stream()
                    .map(t -> Arrays.stream(t).map(runners::get).toArray(Runner[]::new))
                    .toArray(Runner[][]::new);
            first = starts.stream().mapToInt(Integer::intValue).toArray();
        }

        int parts() {
            return first[tasks.length];
        }

        @Override
        public void run(int part, int worker) {
            int t = 0;
            while (part >= first[t + 1]) {
                t++;
            }
            boolean recorded = Recorded.wanted();
            for (int i = 0; i < tasks[t].length; i++) {
                if (recorded) {
                    Recorded.run(steps[t][i], tasks[t][i], part - first[t], worker);
                } else {
                    tasks[t][i].run(part - first[t], worker);
                }
            }
        }
    }
}
