package dev.noyau.cli;

import java.util.Arrays;

/// Seconds that a call takes, in short samples: on a machine that others use, too, the median of many short ones says
/// more than one long one, and the best of them what the machine could do.
///
/// @param median of the samples
/// @param best of them
record Samples(double median, double best) {
    private static final double LEAST_SECONDS = 0.05;
    private static final int LEAST_SAMPLES = 3;

    /// @param warm seconds of calls before anything is measured
    /// @param most samples
    /// @param seconds that they may take
    static Samples of(Runnable call, double warm, int most, double seconds) {
        long begin = System.nanoTime();
        do {
            call.run();
        } while (elapsed(begin) < warm);
        int calls = (int) Math.max(1, Math.ceil(LEAST_SECONDS / sample(call, 1)));
        double[] samples = new double[most];
        int count = 0;
        begin = System.nanoTime();
        while (count < most && (count < LEAST_SAMPLES || elapsed(begin) < seconds)) {
            samples[count++] = sample(call, calls);
        }
        samples = Arrays.copyOf(samples, count);
        Arrays.sort(samples);
        return new Samples(samples[count / 2], samples[0]);
    }

    private static double sample(Runnable call, int calls) {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        return elapsed(start) / calls;
    }

    private static double elapsed(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
