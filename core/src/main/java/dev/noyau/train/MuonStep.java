package dev.noyau.train;

import dev.noyau.cpu.Workers;
import dev.noyau.graph.Parameters;

/// [Muon]'s step for one hidden weight.
final class MuonStep {
    /// Values of a part of the loops before and after the iteration.
    private static final int CHUNK = 1 << 14;

    private final Muon muon;
    private final double factor;
    private final int from;
    private final int size;
    private final Workers workers;
    private final Orthogonal orthogonal;
    private final Scratch scratch;
    private final Workers.Loop average = (part, worker) -> average(part);
    private final Workers.Loop move = (part, worker) -> move(part);

    private float[] w = {};
    private float[] g = {};
    private float[] b = {};
    private float keep;
    private float rate;

    /// What all weights work in, one after the other.
    static final class Scratch {
        private final Orthogonal.Room room = new Orthogonal.Room();
        private float[] u = {};
    }

    /// @param factor of the learning rate
    MuonStep(Muon muon, double factor, Parameters.Slot slot, Scratch scratch, Workers workers) {
        this.muon = muon;
        this.factor = factor;
        this.workers = workers;
        this.scratch = scratch;
        from = slot.offset();
        size = slot.size();
        orthogonal = new Orthogonal(slot.shape(), scratch.room, workers);
        if (scratch.u.length < size) {
            scratch.u = new float[size];
        }
    }

    int from() {
        return from;
    }

    int to() {
        return from + size;
    }

    void update(float[] weights, float[] gradient, float[] momentum, double learningRate) {
        w = weights;
        g = gradient;
        b = momentum;
        double lr = factor * learningRate;
        keep = (float) (1 - lr * muon.weightDecay());
        rate = (float) (lr * orthogonal.scale());
        workers.run(Math.ceilDiv(size, CHUNK), average);
        orthogonal.run(scratch.u, 0, muon.iterations());
        workers.run(Math.ceilDiv(size, CHUNK), move);
    }

    private void average(int part) {
        float mu = (float) muon.momentum();
        float ahead = muon.nesterov() ? mu : 1f;
        float in = muon.nesterov() ? 1f : 0f;
        float[] u = scratch.u;
        for (int i = part * CHUNK; i < end(part); i++) {
            float m = Tiny.flush(mu * b[from + i] + g[from + i]);
            b[from + i] = m;
            u[i] = in * g[from + i] + ahead * m;
        }
    }

    private void move(int part) {
        float[] u = scratch.u;
        for (int i = part * CHUNK; i < end(part); i++) {
            w[from + i] = keep * w[from + i] - rate * u[i];
        }
    }

    private int end(int part) {
        return Math.min(size, (part + 1) * CHUNK);
    }
}
