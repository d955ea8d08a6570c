package dev.noyau.train;

import java.util.List;

/// Adadelta, as PyTorch's `Adadelta` (Zeiler 2012); its steps have the size of the steps before:
///
/// ```
/// g = g + λ·w
/// v = ρ·v + (1 - ρ)·g²
/// d = √(u + ε) / √(v + ε) · g
/// u = ρ·u + (1 - ρ)·d²
/// w = w - rate·d
/// ```
///
/// @param rho ρ, share of the averages that a step keeps
public record Adadelta(double learningRate, double rho, double epsilon, double weightDecay) implements ValueOptimizer {
    public Adadelta {
        Checks.notNegative("adadelta", "learning rate", learningRate);
        Checks.notNegative("adadelta", "weight decay", weightDecay);
        Checks.share("adadelta", "rho", rho);
        Checks.positive("adadelta", "epsilon", epsilon);
    }

    public Adadelta withRho(double r) {
        return new Adadelta(learningRate, r, epsilon, weightDecay);
    }

    public Adadelta withEpsilon(double e) {
        return new Adadelta(learningRate, rho, e, weightDecay);
    }

    @Override
    public Adadelta withWeightDecay(double d) {
        return new Adadelta(learningRate, rho, epsilon, d);
    }

    @Override
    public Adadelta withLearningRate(double rate) {
        return new Adadelta(rate, rho, epsilon, weightDecay);
    }

    @Override
    public String name() {
        return "adadelta";
    }

    @Override
    public List<String> moments() {
        return List.of("v", "steps");
    }

    @Override
    public void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate) {
        float decay = (float) weightDecay;
        AdamRule.squares(w, g, moments[0], from, to, decay, rho);
        step(w, g, moments[0], moments[1], from, to, decay, (float) epsilon, (float) rho, (float) (1 - rho), (float)
                rate);
    }

    private static void step(
            float[] w,
            float[] g,
            float[] v,
            float[] u,
            int from,
            int to,
            float decay,
            float eps,
            float keep,
            float in,
            float rate) {
        for (int i = from; i < to; i++) {
            float d = (float) Math.sqrt(u[i] + eps) / (float) Math.sqrt(v[i] + eps) * (g[i] + decay * w[i]);
            u[i] = Tiny.flush(keep * u[i] + in * (d * d));
            w[i] -= rate * d;
        }
    }
}
