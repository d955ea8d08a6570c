package dev.noyau.train;

import java.util.List;

/// Adagrad, as PyTorch's `Adagrad` (Duchi, Hazan and Singer 2011):
///
/// ```
/// g = g + λ·w
/// s = s + g²
/// w = w - rate/(1 + (t - 1)·rateDecay) · g / (√s + ε)
/// ```
///
/// @param rateDecay how the rate falls with the steps besides
public record Adagrad(double learningRate, double rateDecay, double epsilon, double weightDecay)
        implements ValueOptimizer {
    public Adagrad {
        Checks.notNegative("adagrad", "learning rate", learningRate);
        Checks.notNegative("adagrad", "decay of the learning rate", rateDecay);
        Checks.notNegative("adagrad", "weight decay", weightDecay);
        Checks.positive("adagrad", "epsilon", epsilon);
    }

    public Adagrad withRateDecay(double d) {
        return new Adagrad(learningRate, d, epsilon, weightDecay);
    }

    public Adagrad withEpsilon(double e) {
        return new Adagrad(learningRate, rateDecay, e, weightDecay);
    }

    @Override
    public Adagrad withWeightDecay(double d) {
        return new Adagrad(learningRate, rateDecay, epsilon, d);
    }

    @Override
    public Adagrad withLearningRate(double rate) {
        return new Adagrad(rate, rateDecay, epsilon, weightDecay);
    }

    @Override
    public String name() {
        return "adagrad";
    }

    @Override
    public List<String> moments() {
        return List.of("squares");
    }

    @Override
    public void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate) {
        squares(w, g, moments[0], from, to, (float) weightDecay);
        float lr = (float) (rate / (1 + (step - 1) * rateDecay));
        step(w, g, moments[0], from, to, (float) weightDecay, (float) epsilon, lr);
    }

    private static void squares(float[] w, float[] g, float[] s, int from, int to, float decay) {
        for (int i = from; i < to; i++) {
            float d = g[i] + decay * w[i];
            s[i] = Tiny.flush(s[i] + d * d);
        }
    }

    private static void step(float[] w, float[] g, float[] s, int from, int to, float decay, float eps, float rate) {
        for (int i = from; i < to; i++) {
            w[i] -= rate * ((g[i] + decay * w[i]) / ((float) Math.sqrt(s[i]) + eps));
        }
    }
}
