package dev.noyau.train;

import java.util.List;

/// RMSprop, as PyTorch's `RMSprop` (Tieleman and Hinton 2012; centred: Graves 2013):
///
/// ```
/// g = g + λ·w
/// v = α·v + (1 - α)·g²
/// a = α·a + (1 - α)·g                      where centred
/// b = μ·b + g / (√(v - a²) + ε)            a = 0 unless centred
/// w = w - rate·b
/// ```
///
/// @param alpha α, share of the average of squares that a step keeps
/// @param centred whether the gradient's variance divides, not its mean square
/// @param momentum μ
public record RmsProp(
        double learningRate, double alpha, double epsilon, boolean centred, double momentum, double weightDecay)
        implements ValueOptimizer {
    public RmsProp {
        Checks.notNegative("rmsprop", "learning rate", learningRate);
        Checks.notNegative("rmsprop", "momentum", momentum);
        Checks.notNegative("rmsprop", "weight decay", weightDecay);
        Checks.share("rmsprop", "alpha", alpha);
        Checks.positive("rmsprop", "epsilon", epsilon);
    }

    public RmsProp withAlpha(double a) {
        return new RmsProp(learningRate, a, epsilon, centred, momentum, weightDecay);
    }

    public RmsProp withEpsilon(double e) {
        return new RmsProp(learningRate, alpha, e, centred, momentum, weightDecay);
    }

    public RmsProp withMomentum(double m) {
        return new RmsProp(learningRate, alpha, epsilon, centred, m, weightDecay);
    }

    public RmsProp withCentring() {
        return new RmsProp(learningRate, alpha, epsilon, true, momentum, weightDecay);
    }

    @Override
    public RmsProp withWeightDecay(double d) {
        return new RmsProp(learningRate, alpha, epsilon, centred, momentum, d);
    }

    @Override
    public RmsProp withLearningRate(double rate) {
        return new RmsProp(rate, alpha, epsilon, centred, momentum, weightDecay);
    }

    @Override
    public String name() {
        return "rmsprop";
    }

    @Override
    public List<String> moments() {
        return centred
                ? momentum > 0 ? List.of("v", "mean", "momentum") : List.of("v", "mean")
                : momentum > 0 ? List.of("v", "momentum") : List.of("v");
    }

    @Override
    public void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate) {
        float decay = (float) weightDecay;
        float eps = (float) epsilon;
        float[] v = moments[0];
        AdamRule.squares(w, g, v, from, to, decay, alpha);
        if (centred) {
            mean(w, g, moments[1], from, to, decay, (float) alpha, (float) (1 - alpha));
        }
        float[] mean = centred ? moments[1] : null;
        if (momentum > 0) {
            float[] b = moments[moments.length - 1];
            if (mean == null) {
                velocity(w, g, v, b, from, to, decay, eps, (float) momentum);
            } else {
                centredVelocity(w, g, v, mean, b, from, to, decay, eps, (float) momentum);
            }
            for (int i = from; i < to; i++) {
                w[i] -= (float) rate * b[i];
            }
        } else if (mean == null) {
            step(w, g, v, from, to, decay, eps, (float) rate);
        } else {
            centredStep(w, g, v, mean, from, to, decay, eps, (float) rate);
        }
    }

    private static void mean(float[] w, float[] g, float[] a, int from, int to, float decay, float keep, float in) {
        for (int i = from; i < to; i++) {
            a[i] = Tiny.flush(keep * a[i] + in * (g[i] + decay * w[i]));
        }
    }

    private static void step(float[] w, float[] g, float[] v, int from, int to, float decay, float eps, float rate) {
        for (int i = from; i < to; i++) {
            w[i] -= rate * ((g[i] + decay * w[i]) / ((float) Math.sqrt(v[i]) + eps));
        }
    }

    private static void centredStep(
            float[] w, float[] g, float[] v, float[] a, int from, int to, float decay, float eps, float rate) {
        for (int i = from; i < to; i++) {
            w[i] -= rate * ((g[i] + decay * w[i]) / (deviation(v[i], a[i]) + eps));
        }
    }

    private static void velocity(
            float[] w, float[] g, float[] v, float[] b, int from, int to, float decay, float eps, float mu) {
        for (int i = from; i < to; i++) {
            b[i] = Tiny.flush(mu * b[i] + (g[i] + decay * w[i]) / ((float) Math.sqrt(v[i]) + eps));
        }
    }

    private static void centredVelocity(
            float[] w, float[] g, float[] v, float[] a, float[] b, int from, int to, float decay, float eps, float mu) {
        for (int i = from; i < to; i++) {
            b[i] = Tiny.flush(mu * b[i] + (g[i] + decay * w[i]) / (deviation(v[i], a[i]) + eps));
        }
    }

    /// Rounding may leave a mean square a little below the square of the mean.
    private static float deviation(float v, float a) {
        return (float) Math.sqrt(Math.max(v - a * a, 0f));
    }
}
