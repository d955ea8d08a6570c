package dev.noyau.train;

import java.util.List;

/// Adam with weight decay apart from the gradient, as PyTorch's `AdamW` (Loshchilov and Hutter 2019):
///
/// ```
/// w = w - rate·λ·w
/// m = β1·m + (1 - β1)·g
/// v = β2·v + (1 - β2)·g²
/// w = w - rate/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε)
/// ```
///
/// With `amsgrad` the largest v so far stands in the place of v (Reddi, Kale and Kumar 2018).
public record AdamW(
        double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean amsgrad)
        implements ValueOptimizer {
    public AdamW {
        AdamRule.check("adamw", learningRate, beta1, beta2, epsilon, weightDecay);
    }

    public AdamW withBetas(double b1, double b2) {
        return new AdamW(learningRate, b1, b2, epsilon, weightDecay, amsgrad);
    }

    public AdamW withEpsilon(double e) {
        return new AdamW(learningRate, beta1, beta2, e, weightDecay, amsgrad);
    }

    public AdamW withAmsgrad() {
        return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, true);
    }

    @Override
    public AdamW withWeightDecay(double d) {
        return new AdamW(learningRate, beta1, beta2, epsilon, d, amsgrad);
    }

    @Override
    public AdamW withLearningRate(double rate) {
        return new AdamW(rate, beta1, beta2, epsilon, weightDecay, amsgrad);
    }

    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public List<String> moments() {
        return AdamRule.moments(amsgrad);
    }

    @Override
    public void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate) {
        AdamRule.moments(w, g, moments, from, to, 0f, beta1, beta2);
        AdamRule.step(w, moments, from, to, 1 - rate * weightDecay, rate, beta1, beta2, epsilon, step);
    }
}
