package dev.noyau.compile;

import dev.noyau.compile.Buffer.Place;
import dev.noyau.compile.Plan.Stage;
import dev.noyau.compile.Plan.Task;
import dev.noyau.graph.Graph;
import dev.noyau.graph.MemoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts steps into as few stages as their dependencies allow and gives buffers their places.
///
/// Steps divided by images follow each other in one task for as long as possible, so that a worker takes its
/// images through many layers while they are in its cache. Other steps that are ready go first, together.
final class Scheduler {
    /// Memory below this many floats is not worth reusing: a halo that is never overwritten need not be cleared.
    private static final long REUSE_FROM = 1 << 18;

    private final List<Step> steps;
    private final List<Buffer> buffers;
    private final Map<Buffer, Integer> writer = new HashMap<>();
    private final int[] stageOf;
    private final int[] position;
    private final List<Stage> stages = new ArrayList<>();

    private Scheduler(List<Step> steps, List<Buffer> buffers) {
        this.steps = steps;
        this.buffers = buffers;
        this.stageOf = new int[steps.size()];
        this.position = new int[steps.size()];
        for (int i = 0; i < steps.size(); i++) {
            for (Buffer b : steps.get(i).writes()) {
                writer.put(b, i);
            }
        }
    }

    static Plan schedule(Graph graph, List<Step> steps, List<Buffer> buffers, int images) {
        Scheduler s = new Scheduler(steps, buffers);
        s.stage();
        int shards = s.shards();
        s.placeLocal();
        long worker = s.assign(Place.WORKER, shards, images);
        long arena = s.assign(Place.ARENA, shards, images);
        return new Plan(graph, List.copyOf(s.stages), List.copyOf(buffers), images, shards, arena, worker);
    }

    private boolean sharded(int i) {
        return steps.get(i).partition().kind() == Partition.Kind.SHARDS;
    }

    private int shards() {
        for (int i = 0; i < steps.size(); i++) {
            if (sharded(i)) {
                return steps.get(i).partition().parts();
            }
        }
        return 1;
    }

    private void stage() {
        Set<Integer> left = new java.util.LinkedHashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            left.add(i);
        }
        int done = 0;
        while (!left.isEmpty()) {
            boolean onlyUpdates = left.stream().allMatch(this::updatesState);
            List<Integer> now = left.stream()
                    .filter(i -> !sharded(i) && (onlyUpdates || !updatesState(i)) && ready(i, left, Set.of()))
                    .toList();
            List<Task> tasks = new ArrayList<>();
            if (now.isEmpty()) {
                now = chain(left);
                tasks.add(new Task(
                        now.stream().map(steps::get).toList(),
                        steps.get(now.getFirst()).partition().parts()));
            } else {
                for (int i : now) {
                    tasks.add(new Task(
                            List.of(steps.get(i)), steps.get(i).partition().parts()));
                }
            }
            for (int i : now) {
                stageOf[i] = stages.size();
                position[i] = done++;
                left.remove(i);
            }
            stages.add(new Stage(List.copyOf(tasks)));
        }
    }

    /// State is read as it was before the run, so its new values are stored when all else is done.
    private boolean updatesState(int i) {
        return steps.get(i).writes().stream().anyMatch(b -> b.place() == Place.STATE);
    }

    /// All steps by images that can follow each other without a barrier.
    private List<Integer> chain(Set<Integer> left) {
        List<Integer> chain = new ArrayList<>();
        Set<Integer> in = new HashSet<>();
        for (int i : left) {
            if (sharded(i) && ready(i, left, in)) {
                chain.add(i);
                in.add(i);
            }
        }
        if (chain.isEmpty()) {
            throw new IllegalStateException("steps depend on each other in a circle");
        }
        return chain;
    }

    /// Whether all that a step reads has been written, or will be by an earlier step of its own task.
    private boolean ready(int i, Set<Integer> left, Set<Integer> sameTask) {
        for (Buffer b : steps.get(i).reads()) {
            Integer w = writer.get(b);
            if (w != null && left.contains(w) && !sameTask.contains(w)) {
                return false;
            }
        }
        return true;
    }

    /// A buffer that only steps by images of one stage use lives in the worker's own memory; what is computed once
    /// for many runs does not, since another worker may take those images next time.
    private void placeLocal() {
        Map<Buffer, Set<Integer>> usedIn = new HashMap<>();
        Set<Buffer> shared = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Buffer b : touched(i)) {
                usedIn.computeIfAbsent(b, k -> new HashSet<>()).add(stageOf[i]);
                if (!sharded(i) || steps.get(i).constant()) {
                    shared.add(b);
                }
            }
        }
        for (Buffer b : buffers) {
            boolean partial = b.name().equals("partials");
            if (b.place() == Place.ARENA
                    && usedIn.getOrDefault(b, Set.of()).size() == 1
                    && !shared.contains(b)
                    && !partial) {
                b.place(Place.WORKER, 0, false);
            }
        }
    }

    private List<Buffer> touched(int i) {
        List<Buffer> all = new ArrayList<>(steps.get(i).reads());
        all.addAll(steps.get(i).writes());
        return all;
    }

    /// Lives are counted in stages where several workers are at different steps, in steps where one goes from one
    /// to the next.
    private long assign(Place place, int shards, int images) {
        List<Buffer> mine = buffers.stream().filter(b -> b.place() == place).toList();
        Map<Buffer, int[]> life = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int moment = place == Place.WORKER ? position[i] : stageOf[i];
            for (Buffer b : touched(i)) {
                int[] l = life.computeIfAbsent(b, k -> new int[] {moment, moment});
                boolean always = place == Place.ARENA
                        && steps.get(i).constant()
                        && steps.get(i).writes().contains(b);
                l[0] = always ? 0 : Math.min(l[0], moment);
                l[1] = always ? Integer.MAX_VALUE : Math.max(l[1], moment);
            }
        }
        int count = Partition.largest(images, shards);
        List<Arena.Request> requests = new ArrayList<>();
        for (Buffer b : mine) {
            int[] l = life.getOrDefault(b, new int[] {0, 0});
            long size = place == Place.WORKER
                    ? Math.min(count, b.images()) * b.layout().size()
                    : b.floats();
            requests.add(new Arena.Request(size, l[0], l[1]));
        }
        boolean reuse = requests.stream().mapToLong(Arena.Request::size).sum() > REUSE_FROM;
        Arena.Assignment a = Arena.assign(requests, reuse);
        if (a.size() > Integer.MAX_VALUE - 64) {
            throw new MemoryException(tooLarge(a.size()));
        }
        for (int i = 0; i < mine.size(); i++) {
            mine.get(i).place(place, (int) a.offsets()[i], a.shared()[i]);
        }
        return a.size();
    }

    private static String tooLarge(long floats) {
        return "the plan needs %,d MiB in one array, an array holds at most 8192 MiB; use a smaller batch or input"
                .formatted(floats * 4 >> 20);
    }
}
