package dev.noyau.compile;

import dev.noyau.graph.Graph;
import java.util.List;

/// What to do, in which order, and where everything lies: a graph for one input shape and mode, ready to be run.
///
/// @param graph what is computed
/// @param stages in order, with a barrier after each
/// @param buffers all of them
/// @param images images of a batch
/// @param shards parts into which the batch is divided
/// @param arenaFloats floats that all workers share
/// @param workerFloats floats that each worker needs for itself
public record Plan(
        Graph graph,
        List<Stage> stages,
        List<Buffer> buffers,
        int images,
        int shards,
        long arenaFloats,
        long workerFloats) {

    /// Steps between two barriers.
    ///
    /// @param tasks independent of each other
    public record Stage(List<Task> tasks) {}

    /// Steps that one worker does one after the other for one part.
    ///
    /// @param steps all divided in the same way
    /// @param parts how many
    public record Task(List<Step> steps, int parts) {}

    /// Bytes that a run on so many threads works in, bound inputs, parameters and results not counted.
    public long bytes(int threads) {
        return 4 * (arenaFloats + (workerFloats + scratchFloats()) * threads);
    }

    /// Floats that each worker has for its steps beside the plan's buffers.
    private long scratchFloats() {
        return stages.stream()
                .flatMap(s -> s.tasks().stream())
                .flatMap(t -> t.steps().stream())
                .mapToLong(Step::scratch)
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        s.append("plan for ")
                .append(images)
                .append(" images in ")
                .append(shards)
                .append(" shards, arena ");
        s.append(arenaFloats)
                .append(" floats, per worker ")
                .append(workerFloats)
                .append('\n');
        for (int i = 0; i < stages.size(); i++) {
            s.append("stage ").append(i).append('\n');
            for (Task t : stages.get(i).tasks()) {
                for (Step step : t.steps()) {
                    s.append("  ").append(describe(step)).append('\n');
                }
            }
        }
        for (Buffer b : buffers) {
            s.append(b).append(": ").append(b.images()).append(" x ").append(b.layout());
            s.append(" in ").append(b.place().name().toLowerCase(java.util.Locale.ROOT));
            s.append(" at ").append(b.offset()).append(b.reused() ? " reused" : "");
            s.append(" # ").append(b.name()).append('\n');
        }
        return s.toString();
    }

    private static String describe(Step s) {
        String text = s instanceof Step.Fallback f
                ? "Fallback[" + f.node().op() + ", in=" + f.in() + ", out=" + f.out() + "]"
                : s.toString();
        return text;
    }
}
