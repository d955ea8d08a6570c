package dev.noyau.train;

import java.util.List;

/// The loops that [Adam] and [AdamW] share. What is the same for all values is computed in double, as PyTorch
/// does.
final class AdamRule {
    static final List<String> MOMENTS = List.of("m", "v");

    private AdamRule() {}

    static void check(String name, double rate, double b1, double b2, double epsilon, double decay) {
        Checks.notNegative(name, "learning rate", rate);
        Checks.notNegative(name, "weight decay", decay);
        if (!(b1 >= 0 && b1 < 1 && b2 >= 0 && b2 < 1)) {
            throw new IllegalArgumentException(name + ": betas must be in [0, 1), found " + b1 + " and " + b2);
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException(name + ": epsilon must be positive, found " + epsilon);
        }
    }

    static float size(double rate, double beta1, long step) {
        return (float) (rate / (1 - Math.pow(beta1, step)));
    }

    static float root(double beta2, long step) {
        return (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
    }

    static void moments(
            float[] w, float[] g, float[] m, float[] v, int from, int to, float decay, double beta1, double beta2) {
        float b1 = (float) beta1;
        float c1 = (float) (1 - beta1);
        float b2 = (float) beta2;
        float c2 = (float) (1 - beta2);
        for (int i = from; i < to; i++) {
            m[i] = Tiny.flush(b1 * m[i] + c1 * (g[i] + decay * w[i]));
        }
        for (int i = from; i < to; i++) {
            float d = g[i] + decay * w[i];
            v[i] = Tiny.flush(b2 * v[i] + c2 * (d * d));
        }
    }

    static void step(
            float[] w, float[] m, float[] v, int from, int to, float keep, float size, float root, float epsilon) {
        for (int i = from; i < to; i++) {
            w[i] = keep * w[i] - size * (m[i] / ((float) Math.sqrt(v[i]) * root + epsilon));
        }
    }
}
