package dev.noyau.train;

import dev.noyau.data.Targets;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;

/// Ready-made metrics. The loss is always measured.
public final class Metrics {
    private Metrics() {}

    /// Share of the targets whose class has the largest score; the first of equals counts. A target that is no
    /// class, as a pixel without a label, does not count. Of targets that are probabilities of the classes the most
    /// probable class is the one to be met.
    public static Metric accuracy() {
        return new Accuracy();
    }

    /// How often each class was taken for each other, where targets are as for [#accuracy()]; its [ConfusionMatrix] is
    /// in the [Evaluation].
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
            long[] labels = labels("accuracy", shape, targets);
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

    /// How far the sum of probabilities may be from 1.
    private static final double TOLERANCE = 1e-3;

    /// The class of each target: its own, or the most probable one; -1 where all are 0, as of a pixel without a label.
    ///
    /// @throws IllegalArgumentException when numbers to be met are no probabilities of the classes
    static long[] labels(String metric, Shape output, Targets targets) {
        if (targets.type() == DType.I64) {
            return targets.classes();
        }
        float[] p = targets.values();
        int classes = output.dim(1);
        int places = places(output);
        if (p.length != output.size()) {
            throw noClasses(metric, "there are " + p.length + " for an output of " + output.pretty());
        }
        long[] labels = new long[p.length / classes];
        for (int i = 0; i < labels.length; i++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += p[place(i, classes, places) + c * places];
            }
            if (sum != 0 && !(Math.abs(sum - 1) <= TOLERANCE)) {
                throw noClasses(metric, "those of target " + i + " of a batch add up to " + (float) sum);
            }
            labels[i] = sum == 0 ? -1 : predicted(p, classes, places, i);
        }
        return labels;
    }

    private static IllegalArgumentException noClasses(String metric, String found) {
        return new IllegalArgumentException(metric + ": needs classes for targets, or probabilities of the classes that"
                + " add up to 1; found numbers, and " + found + "; leave this metric out, the loss is measured anyway");
    }

    /// Where the scores of one target begin.
    private static int place(int target, int classes, int places) {
        return target / places * classes * places + target % places;
    }

    /// Targets of one sample.
    static int places(Shape output) {
        return (int) output.size(2, output.rank());
    }

    /// The class with the largest score for one target. Scores of one sample are (C, places).
    static int predicted(float[] output, int classes, int places, int target) {
        return best(output, place(target, classes, places), classes, places);
    }

    /// The class with the largest of the scores that begin at a place and lie `step` apart; the first of equals.
    public static int best(float[] scores, int at, int classes, int step) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (scores[at + c * step] > scores[at + best * step]) {
                best = c;
            }
        }
        return best;
    }
}
