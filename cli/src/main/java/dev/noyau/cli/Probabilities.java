package dev.noyau.cli;

/// Softmax, for what comes out of a network that ends in scores.
final class Probabilities {
    private Probabilities() {}

    /// Makes probabilities of scores, in place: `exp(x - max) / Σ exp(x - max)`; probabilities stay as
    /// they are.
    static void of(float[] scores, boolean logits) {
        if (!logits) {
            return;
        }
        float max = Float.NEGATIVE_INFINITY;
        for (float s : scores) {
            max = Math.max(max, s);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Math.exp(scores[i] - max);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= (float) sum;
        }
    }
}
