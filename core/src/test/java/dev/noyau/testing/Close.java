package dev.noyau.testing;

import static org.assertj.core.api.Assertions.assertThat;

/// Compares numbers with a named tolerance.
public final class Close {
    private Close() {}

    /// Fails with the worst element when some pair differs by more than `tolerance · max(1, |expected|)`.
    public static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        assertClose(what, toDouble(actual), toDouble(expected), tolerance);
    }

    /// The same in double.
    public static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        int worst = 0;
        double error = 0;
        for (int i = 0; i < actual.length; i++) {
            double e = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
            if (!(e <= error) && actual[i] != expected[i]) {
                error = e;
                worst = i;
            }
        }
        if (!(error <= tolerance)) {
            throw new AssertionError("%s: element %d is %s, expected %s; relative error %.3g, allowed %.3g"
                    .formatted(what, worst, actual[worst], expected[worst], error, tolerance));
        }
    }

    private static double[] toDouble(float[] f) {
        double[] d = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            d[i] = f[i];
        }
        return d;
    }
}
