package dev.noyau.train;

import dev.noyau.cpu.Workers;
import dev.noyau.graph.Parameters;

/// Applies an optimizer to the slab in chunks of a fixed size, after limiting the gradient's norm.
///
/// Sums are taken in double, chunk by chunk and then over the chunks in their order, so the bits do not depend
/// on who works on which chunk.
final class Updater {
    /// Values of a chunk: four slabs of it fit a core's second-level cache, and a small network still has several.
    private static final int CHUNK = 1 << 12;

    /// PyTorch's `clip_grad_norm_` adds this to the norm that it divides by.
    private static final double CLIP_EPSILON = 1e-6;

    private final Optimizer optimizer;
    private final double clipNorm;
    private final Workers workers;
    private final Parameters[] moments;
    private final float[][] momentSlabs;
    private final float[] w;
    private final int parts;
    private final double[] sums;
    private final Workers.Loop sumLoop = (part, worker) -> sum(part);
    private final Workers.Loop scaleLoop = (part, worker) -> scale(part);
    private final Workers.Loop updateLoop = (part, worker) -> updateChunk(part);

    /// What the tasks work on: the current step.
    private float[] g = new float[0];

    private float factor;
    private long step;
    private double rate;

    Updater(Optimizer optimizer, double clipNorm, Parameters parameters, Workers workers) {
        this.optimizer = optimizer;
        this.clipNorm = clipNorm;
        this.workers = workers;
        w = parameters.slab();
        int n = optimizer.moments().size();
        moments = new Parameters[n];
        momentSlabs = new float[n][];
        for (int i = 0; i < n; i++) {
            moments[i] = parameters.zerosLike();
            momentSlabs[i] = moments[i].slab();
        }
        parts = Math.ceilDiv(w.length, CHUNK);
        sums = new double[parts];
    }

    /// The optimizer's memory, in the order of its names.
    Parameters[] moments() {
        return moments;
    }

    void update(Parameters gradients, long step, double rate) {
        g = gradients.slab();
        this.step = step;
        this.rate = rate;
        if (clipNorm > 0) {
            clip();
        }
        workers.run(parts, updateLoop);
    }

    private void clip() {
        workers.run(parts, sumLoop);
        double all = 0;
        for (double s : sums) {
            all += s;
        }
        double c = clipNorm / (Math.sqrt(all) + CLIP_EPSILON);
        if (c < 1) {
            factor = (float) c;
            workers.run(parts, scaleLoop);
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

    private void updateChunk(int part) {
        optimizer.update(w, g, momentSlabs, part * CHUNK, end(part), step, rate);
    }

    private int end(int part) {
        return Math.min(w.length, (part + 1) * CHUNK);
    }
}
