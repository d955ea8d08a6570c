package dev.noyau.cli;

import java.util.SplittableRandom;

/// Inputs and weights of measurements, which depend on no value.
final class RandomValues {
    private RandomValues() {}

    /// Numbers in [-1/2, 1/2), the same for the same seed.
    static float[] of(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return values;
    }
}
