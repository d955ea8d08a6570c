package dev.noyau.train;

import java.util.List;

/// The loops that [Adam] and [AdamW] share. What is the same for all values is computed in double, as PyTorch
/// does.
final class AdamRule {
    private static final List<String> MOMENTS = List.of("m", "v");
    private static final List<String> WITH_LARGEST = List.of("m", "v", "largest");

    private AdamRule() {}

    static List<String> moments(boolean amsgrad) {
        return amsgrad ? WITH_LARGEST : MOMENTS;
    }

    static void check(String name, double rate, double b1, double b2, double epsilon, double decay) {
        Checks.notNegative(name, "learning rate", rate);
        Checks.notNegative(name, "weight decay", decay);
        Checks.share(name, "betas", b1);
        Checks.share(name, "betas", b2);
        Checks.positive(name, "epsilon", epsilon);
    }

    static void moments(
            float[] w, float[] g, float[][] moments, int from, int to, float decay, double beta1, double beta2) {
        average(w, g, moments[0], from, to, decay, beta1);
        squares(w, g, moments[1], from, to, decay, beta2);
        if (moments.length > 2) {
            largest(moments[1], moments[2], from, to);
        }
    }

    private static void average(float[] w, float[] g, float[] m, int from, int to, float decay, double beta) {
        float b = (float) beta;
        float c = (float) (1 - beta);
        for (int i = from; i < to; i++) {
            m[i] = Tiny.flush(b * m[i] + c * (g[i] + decay * w[i]));
        }
    }

    static void squares(float[] w, float[] g, float[] v, int from, int to, float decay, double beta) {
        float b = (float) beta;
        float c = (float) (1 - beta);
        for (int i = from; i < to; i++) {
            float d = g[i] + decay * w[i];
            v[i] = Tiny.flush(b * v[i] + c * (d * d));
        }
    }

    private static void largest(float[] v, float[] most, int from, int to) {
        for (int i = from; i < to; i++) {
            most[i] = Math.max(most[i], v[i]);
        }
    }

    /// @param keep factor of the weights before the step: what decoupled weight decay leaves of them
    static void step(
            float[] w,
            float[][] moments,
            int from,
            int to,
            double keep,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            long step) {
        float size = (float) (rate / (1 - Math.pow(beta1, step)));
        float root = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
        float[] v = moments[moments.length > 2 ? 2 : 1];
        step(w, moments[0], v, from, to, (float) keep, size, root, (float) epsilon);
    }

    private static void step(
            float[] w, float[] m, float[] v, int from, int to, float keep, float size, float root, float epsilon) {
        for (int i = from; i < to; i++) {
            w[i] = keep * w[i] - size * (m[i] / ((float) Math.sqrt(v[i]) * root + epsilon));
        }
    }
}
