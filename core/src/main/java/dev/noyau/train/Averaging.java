package dev.noyau.train;

/// The exponential moving average of weights: `a = d·a + (1 - d)·w` after each step (Polyak and Juditsky 1992, in the
/// exponential form of the field). So that the first weights are soon forgotten, d is at most `(1 + t)/(10 + t)` at
/// step t.
final class Averaging {
    private Averaging() {}

    static void add(float[] average, float[] w, int from, int to, double share, long step) {
        float in = (float) (1 - Math.min(share, (1.0 + step) / (10.0 + step)));
        for (int i = from; i < to; i++) {
            average[i] += in * (w[i] - average[i]);
        }
    }
}
