package dev.noyau.train;

import java.util.List;

/// Adam, as PyTorch's `Adam` (Kingma and Ba 2015); weight decay is added to the gradient:
///
/// ```
/// g = g + λ·w
/// m = β1·m + (1 - β1)·g
/// v = β2·v + (1 - β2)·g²
/// w = w - rate/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε)
/// ```
///
/// With `amsgrad` the largest v so far stands in the place of v (Reddi, Kale and Kumar 2018).
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean amsgrad)
        implements ValueOptimizer {
    public Adam {
        AdamRule.check("adam", learningRate, beta1, beta2, epsilon, weightDecay);
    }

    public Adam withBetas(double b1, double b2) {
        return new Adam(learningRate, b1, b2, epsilon, weightDecay, amsgrad);
    }

    public Adam withEpsilon(double e) {
        return new Adam(learningRate, beta1, beta2, e, weightDecay, amsgrad);
    }

    public Adam withAmsgrad() {
        return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, true);
    }

    @Override
    public Adam withWeightDecay(double d) {
        return new Adam(learningRate, beta1, beta2, epsilon, d, amsgrad);
    }

    @Override
    public Adam withLearningRate(double rate) {
        return new Adam(rate, beta1, beta2, epsilon, weightDecay, amsgrad);
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    public List<String> moments() {
        return AdamRule.moments(amsgrad);
    }

    @Override
    public void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate) {
        AdamRule.moments(w, g, moments, from, to, (float) weightDecay, beta1, beta2);
        AdamRule.step(w, moments, from, to, 1, rate, beta1, beta2, epsilon, step);
    }
}
