package dev.noyau.train;

import java.util.List;

/// Lion: every value moves by the learning rate, in the direction of its averaged gradient (Chen et al. 2023,
/// "Symbolic Discovery of Optimization Algorithms", algorithm 2):
///
/// ```
/// w = w - rate·λ·w
/// w = w - rate·sign(β1·m + (1 - β1)·g)
/// m = β2·m + (1 - β2)·g
/// ```
///
/// The paper advises a rate 3 to 10 times smaller and a decay as much larger than AdamW's.
public record Lion(double learningRate, double beta1, double beta2, double weightDecay) implements ValueOptimizer {
    public Lion {
        Checks.notNegative("lion", "learning rate", learningRate);
        Checks.notNegative("lion", "weight decay", weightDecay);
        Checks.share("lion", "betas", beta1);
        Checks.share("lion", "betas", beta2);
    }

    public Lion withBetas(double b1, double b2) {
        return new Lion(learningRate, b1, b2, weightDecay);
    }

    @Override
    public Lion withWeightDecay(double d) {
        return new Lion(learningRate, beta1, beta2, d);
    }

    @Override
    public Lion withLearningRate(double rate) {
        return new Lion(rate, beta1, beta2, weightDecay);
    }

    @Override
    public String name() {
        return "lion";
    }

    @Override
    public List<String> moments() {
        return List.of("m");
    }

    @Override
    public void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate) {
        float keep = (float) (1 - rate * weightDecay);
        step(w, g, moments[0], from, to, keep, (float) beta1, (float) (1 - beta1), (float) rate);
        average(g, moments[0], from, to, (float) beta2, (float) (1 - beta2));
    }

    private static void step(
            float[] w, float[] g, float[] m, int from, int to, float keep, float b, float c, float rate) {
        for (int i = from; i < to; i++) {
            w[i] = keep * w[i] - rate * Math.signum(b * m[i] + c * g[i]);
        }
    }

    private static void average(float[] g, float[] m, int from, int to, float b, float c) {
        for (int i = from; i < to; i++) {
            m[i] = Tiny.flush(b * m[i] + c * g[i]);
        }
    }
}
