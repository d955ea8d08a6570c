package dev.noyau.train;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;

/// Ready-made metrics. The loss is always measured.
public final class Metrics {
    private Metrics() {}

    /// Share of the targets whose class has the largest score; the first of equals counts. A target that is no
    /// class, as a pixel without a label, does not count.
    public static Metric accuracy() {
        return new Accuracy();
    }

    /// How often each class was taken for each other; its [ConfusionMatrix] is in the [Evaluation].
    public static Metric confusion() {
        return new Confusion();
    }

    private record Accuracy() implements Metric {
        @Override
        public String name() {
            return "accuracy";
        }

        @Override
        public Score start() {
            return new AccuracyScore();
        }
    }

    private record Confusion() implements Metric {
        @Override
        public String name() {
            return "confusion";
        }

        @Override
        public Score start() {
            return new ConfusionMatrix();
        }
    }

    private static final class AccuracyScore implements Metric.Score {
        private long right;
        private long all;

        @Override
        public void add(float[] output, Shape shape, Targets targets) {
            long[] labels = targets.classes();
            int classes = shape.dim(1);
            int places = places(shape);
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] >= 0 && labels[i] < classes) {
                    right += predicted(output, classes, places, i) == labels[i] ? 1 : 0;
                    all++;
                }
            }
        }

        @Override
        public double value() {
            return all == 0 ? Double.NaN : (double) right / all;
        }
    }

    /// Targets of one sample.
    static int places(Shape output) {
        return (int) output.size(2, output.rank());
    }

    /// The class with the largest score for one target. Scores of one sample are (C, places).
    static int predicted(float[] output, int classes, int places, int target) {
        int at = target / places * classes * places + target % places;
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (output[at + c * places] > output[at + best * places]) {
                best = c;
            }
        }
        return best;
    }
}
