package dev.noyau.pixels;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;

/// How well the boundaries of classes are met (Csurka et al. 2013): of the predicted boundary's pixels the share that
/// has a pixel of the actual boundary within a distance, and the other way round; of the two the harmonic mean. The
/// mean over the images where a class has a boundary, then over the classes.
///
/// A boundary pixel of a class is one that has a neighbour above, below, left or right of another class.
public final class BoundaryF1 implements Metric.Score {
    private final double distance;
    private double[] sums = new double[0];
    private long[] images = new long[0];

    private BoundaryF1(double distance) {
        this.distance = distance;
    }

    /// @param distance in pixels up to which a boundary counts as met
    public static Metric within(double distance) {
        return new WithinDistance(distance);
    }

    private record WithinDistance(double distance) implements Metric {
        WithinDistance {
            if (!(distance >= 0)) {
                throw new IllegalArgumentException(
                        "boundary F1: the distance in pixels must not be negative, found " + distance);
            }
        }

        @Override
        public String name() {
            return "boundary F1";
        }

        @Override
        public Score start() {
            return new BoundaryF1(distance);
        }
    }

    /// **Shapes**: output (N, C, H, W), targets (N, H, W) of classes.
    @Override
    public void add(float[] output, Shape shape, Targets targets) {
        int classes = shape.dim(1);
        int h = shape.dim(2);
        int w = shape.dim(3);
        if (sums.length == 0) {
            sums = new double[classes];
            images = new long[classes];
        }
        for (int n = 0; n < shape.dim(0); n++) {
            int[] actual = new int[h * w];
            int[] predicted = new int[h * w];
            for (int i = 0; i < h * w; i++) {
                actual[i] = (int) targets.classes()[n * h * w + i];
                boolean known = actual[i] >= 0 && actual[i] < classes;
                predicted[i] = known ? Metrics.best(output, n * classes * h * w + i, classes, h * w) : actual[i];
            }
            for (int c = 0; c < classes; c++) {
                addClass(c, boundary(predicted, c, h, w), boundary(actual, c, h, w), h, w);
            }
        }
    }

    private void addClass(int c, boolean[] predicted, boolean[] actual, int h, int w) {
        double precision = met(predicted, actual, h, w);
        double recall = met(actual, predicted, h, w);
        if (Double.isNaN(precision) && Double.isNaN(recall)) {
            return;
        }
        double sum = precision + recall;
        sums[c] += sum > 0 ? 2 * precision * recall / sum : 0;
        images[c]++;
    }

    private static boolean[] boundary(int[] mask, int c, int h, int w) {
        boolean[] b = new boolean[h * w];
        for (int i = 0; i < b.length; i++) {
            int x = i % w;
            b[i] = mask[i] == c
                    && (x > 0 && mask[i - 1] != c
                            || x < w - 1 && mask[i + 1] != c
                            || i >= w && mask[i - w] != c
                            || i < b.length - w && mask[i + w] != c);
        }
        return b;
    }

    /// Share of the pixels that have one of the others near; NaN where there are none.
    private double met(boolean[] pixels, boolean[] others, int h, int w) {
        int all = 0;
        int some = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i]) {
                all++;
                some += near(others, i / w, i % w, h, w) ? 1 : 0;
            }
        }
        return all == 0 ? Double.NaN : (double) some / all;
    }

    private boolean near(boolean[] others, int y, int x, int h, int w) {
        int reach = (int) distance;
        for (int dy = Math.max(-reach, -y); dy <= Math.min(reach, h - 1 - y); dy++) {
            int wide = (int) Math.sqrt(distance * distance - dy * dy);
            for (int dx = Math.max(-wide, -x); dx <= Math.min(wide, w - 1 - x); dx++) {
                if (others[(y + dy) * w + x + dx]) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Of one class; NaN where it has no boundary anywhere.
    public double value(int c) {
        return images[c] == 0 ? Double.NaN : sums[c] / images[c];
    }

    @Override
    public double value() {
        double sum = 0;
        int some = 0;
        for (int c = 0; c < sums.length; c++) {
            if (images[c] > 0) {
                sum += value(c);
                some++;
            }
        }
        return some == 0 ? Double.NaN : sum / some;
    }
}
