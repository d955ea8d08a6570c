package dev.noyau.train;

import java.util.List;

/// Stochastic gradient descent, as PyTorch's `SGD`:
///
/// ```
/// g = g + λ·w                        weight decay
/// b = μ·b + (1 - τ)·g                the first step: b = g
/// w = w - rate·(nesterov ? g + μ·b : b)
/// ```
///
/// (Polyak 1964; Nesterov 1983 in the form of Sutskever et al. 2013.)
///
/// @param learningRate step size
/// @param momentum μ
/// @param dampening τ
/// @param nesterov whether the step looks ahead
/// @param weightDecay λ
public record Sgd(double learningRate, double momentum, double dampening, boolean nesterov, double weightDecay)
        implements ValueOptimizer {
    public Sgd {
        Checks.notNegative("sgd", "learning rate", learningRate);
        Checks.notNegative("sgd", "momentum", momentum);
        Checks.notNegative("sgd", "weight decay", weightDecay);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("sgd: Nesterov's step needs a momentum and no dampening, found momentum "
                    + momentum + " and dampening " + dampening);
        }
    }

    public Sgd withMomentum(double m) {
        return new Sgd(learningRate, m, dampening, nesterov, weightDecay);
    }

    public Sgd withDampening(double d) {
        return new Sgd(learningRate, momentum, d, nesterov, weightDecay);
    }

    public Sgd withNesterov() {
        return new Sgd(learningRate, momentum, dampening, true, weightDecay);
    }

    @Override
    public Sgd withWeightDecay(double d) {
        return new Sgd(learningRate, momentum, dampening, nesterov, d);
    }

    @Override
    public Sgd withLearningRate(double rate) {
        return new Sgd(rate, momentum, dampening, nesterov, weightDecay);
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public List<String> moments() {
        return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    public void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate) {
        float lr = (float) rate;
        float decay = (float) weightDecay;
        if (momentum == 0) {
            plain(w, g, from, to, decay, lr);
            return;
        }
        float mu = (float) momentum;
        float in = step == 1 ? 1f : (float) (1 - dampening);
        if (nesterov) {
            nesterov(w, g, moments[0], from, to, decay, mu, lr);
        } else {
            heavyBall(w, g, moments[0], from, to, decay, mu, in, lr);
        }
    }

    private static void plain(float[] w, float[] g, int from, int to, float decay, float lr) {
        for (int i = from; i < to; i++) {
            w[i] -= lr * (g[i] + decay * w[i]);
        }
    }

    private static void heavyBall(
            float[] w, float[] g, float[] b, int from, int to, float decay, float mu, float in, float lr) {
        for (int i = from; i < to; i++) {
            b[i] = Tiny.flush(mu * b[i] + in * (g[i] + decay * w[i]));
        }
        for (int i = from; i < to; i++) {
            w[i] -= lr * b[i];
        }
    }

    private static void nesterov(float[] w, float[] g, float[] b, int from, int to, float decay, float mu, float lr) {
        for (int i = from; i < to; i++) {
            b[i] = Tiny.flush(mu * b[i] + (g[i] + decay * w[i]));
        }
        for (int i = from; i < to; i++) {
            w[i] -= lr * (g[i] + decay * w[i] + mu * b[i]);
        }
    }
}
