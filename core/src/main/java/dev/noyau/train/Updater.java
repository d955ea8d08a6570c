package dev.noyau.train;

import dev.noyau.cpu.Workers;
import dev.noyau.graph.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Applies the optimizer to the slab in chunks of a fixed size, after limiting the gradient, and averages the weights.
///
/// Sums are taken in double, chunk by chunk and then over the chunks in their order, so the bits do not depend
/// on who works on which chunk.
final class Updater {
    /// Values of a chunk: four slabs of it fit a core's second-level cache, and a small network still has several.
    private static final int CHUNK = 1 << 12;

    /// PyTorch's `clip_grad_norm_` adds this to the norm that it divides by.
    private static final double CLIP_EPSILON = 1e-6;

    /// Values that are updated by one call.
    ///
    /// @param factor of the learning rate
    private record Chunk(ValueOptimizer optimizer, double factor, int from, int to) {}

    private final Update update;
    private final Workers workers;
    private final Parameters[] moments;
    private final float[][] momentSlabs;
    private final float[] w;
    private final List<MuonStep> matrices = new ArrayList<>();
    private final Chunk[] chunks;
    private final @Nullable Parameters averages;
    private final double[] sums;
    private final Workers.Loop sumLoop = (part, worker) -> sum(part);
    private final Workers.Loop scaleLoop = (part, worker) -> scale(part);
    private final Workers.Loop clampLoop = (part, worker) -> clamp(part);
    private final Workers.Loop updateLoop = (part, worker) -> updateChunk(part);
    private final Workers.Loop averageLoop = (part, worker) -> average(part);

    /// What the tasks work on: the current step.
    private float[] g = new float[0];

    private float factor;
    private long step;
    private double rate;

    /// @param frozen paths of the parameters that stay as they are
    Updater(Update update, Parameters parameters, Set<String> frozen, Workers workers) {
        this.update = update;
        this.workers = workers;
        update.check(parameters.slots().keySet());
        w = parameters.slab();
        int n = update.optimizer().moments().size();
        moments = new Parameters[n];
        momentSlabs = new float[n][];
        for (int i = 0; i < n; i++) {
            moments[i] = parameters.zerosLike();
            momentSlabs[i] = moments[i].slab();
        }
        chunks = plan(parameters, frozen);
        averages = update.averaging() > 0 ? parameters.copy() : null;
        sums = new double[Math.ceilDiv(w.length, CHUNK)];
    }

    private Chunk[] plan(Parameters parameters, Set<String> frozen) {
        List<Chunk> all = new ArrayList<>();
        MuonStep.Scratch scratch = new MuonStep.Scratch();
        Set<String> hidden = Muon.hidden(parameters);
        for (Parameters.Slot s : parameters.slots().values()) {
            if (frozen.contains(s.path())) {
                continue;
            }
            Update.Treatment t = update.of(s);
            switch (t.optimizer()) {
                case ValueOptimizer v -> extend(all, new Chunk(v, t.rate(), s.offset(), s.offset() + s.size()));
                case Muon m
                when hidden.contains(s.path()) -> matrices.add(new MuonStep(m, t.rate(), s, scratch, workers));
                case Muon m ->
                    extend(all, new Chunk(m.rest(), t.rate() * m.restRate(), s.offset(), s.offset() + s.size()));
            }
        }
        List<Chunk> cut = new ArrayList<>();
        for (Chunk c : all) {
            for (int from = c.from; from < c.to; from += CHUNK) {
                cut.add(new Chunk(c.optimizer, c.factor, from, Math.min(c.to, from + CHUNK)));
            }
        }
        return cut.toArray(Chunk[]::new);
    }

    /// Neighbours that are treated alike are one.
    private static void extend(List<Chunk> all, Chunk next) {
        Chunk last = all.isEmpty() ? next : all.getLast();
        if (last.to == next.from && last.factor == next.factor && last.optimizer.equals(next.optimizer)) {
            all.removeLast();
            all.add(new Chunk(next.optimizer, next.factor, last.from, next.to));
        } else {
            all.add(next);
        }
    }

    /// The optimizer's memory, in the order of its names.
    Parameters[] moments() {
        return moments;
    }

    /// The averaged weights, where they are kept.
    @Nullable
    Parameters averages() {
        return averages;
    }

    void update(Parameters gradients, long step, double rate) {
        g = gradients.slab();
        this.step = step;
        this.rate = rate;
        if (update.clipValue() > 0) {
            workers.run(sums.length, clampLoop);
        }
        if (update.clipNorm() > 0) {
            clip();
        }
        workers.run(chunks.length, updateLoop);
        for (int i = 0; i < matrices.size(); i++) {
            matrices.get(i).update(w, g, momentSlabs[0], rate);
        }
        if (averages != null) {
            workers.run(sums.length, averageLoop);
        }
    }

    private void clip() {
        workers.run(sums.length, sumLoop);
        double all = 0;
        for (double s : sums) {
            all += s;
        }
        double c = update.clipNorm() / (Math.sqrt(all) + CLIP_EPSILON);
        if (c < 1) {
            factor = (float) c;
            workers.run(sums.length, scaleLoop);
        }
    }

    private void sum(int part) {
        double s = 0;
        for (int i = part * CHUNK; i < end(part); i++) {
            s += (double) g[i] * g[i];
        }
        sums[part] = s;
    }

    private void scale(int part) {
        for (int i = part * CHUNK; i < end(part); i++) {
            g[i] *= factor;
        }
    }

    private void clamp(int part) {
        float most = (float) update.clipValue();
        for (int i = part * CHUNK; i < end(part); i++) {
            g[i] = Math.max(-most, Math.min(most, g[i]));
        }
    }

    private void updateChunk(int part) {
        Chunk c = chunks[part];
        c.optimizer.update(w, g, momentSlabs, c.from, c.to, step, c.factor * rate);
    }

    private void average(int part) {
        Parameters a = averages;
        if (a != null) {
            Averaging.add(a.slab(), w, part * CHUNK, end(part), update.averaging(), step);
        }
    }

    private int end(int part) {
        return Math.min(w.length, (part + 1) * CHUNK);
    }
}
