package dev.noyau.pixels;

import dev.noyau.data.Targets;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;

/// How well predicted pixels of each class overlap with the actual ones. Of scores for classes the largest counts; of
/// several labels at once those whose score (logit) is positive. Pixels without an answer do not count.
public final class PixelOverlap implements Metric.Score {
    private long[] both = new long[0];
    private long[] predicted = new long[0];
    private long[] actual = new long[0];
    private long right;
    private long all;

    /// Nothing counted yet.
    public PixelOverlap() {}

    /// Intersection over union, the mean over the classes.
    public static Metric meanIou() {
        return new OverlapMetric();
    }

    private record OverlapMetric() implements Metric {
        @Override
        public String name() {
            return "mean IoU";
        }

        @Override
        public Score start() {
            return new PixelOverlap();
        }
    }

    @Override
    public void add(float[] output, Shape shape, Targets targets) {
        int classes = shape.dim(1);
        room(classes);
        int places = (int) shape.size(2, shape.rank());
        if (targets.type() == DType.F32) {
            addLabels(output, classes, places, targets.values());
        } else {
            addClasses(output, classes, places, targets.classes());
        }
    }

    private void room(int classes) {
        if (both.length == 0) {
            both = new long[classes];
            predicted = new long[classes];
            actual = new long[classes];
        } else if (both.length != classes) {
            throw new IllegalArgumentException("overlap: " + both.length + " classes were counted so far, found "
                    + classes + "; count them apart");
        }
    }

    private void addClasses(float[] output, int classes, int places, long[] targets) {
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0 && targets[i] < classes) {
                add(Metrics.best(output, i / places * classes * places + i % places, classes, places), (int)
                        targets[i]);
            }
        }
    }

    private void add(int p, int a) {
        predicted[p]++;
        actual[a]++;
        all++;
        if (p == a) {
            both[a]++;
            right++;
        }
    }

    /// Classes that a byte can name.
    private static final int MOST_CLASSES = 256;

    /// Counts pixels whose classes are known, one byte each: 0 to 255.
    ///
    /// @param p predicted classes
    /// @param a actual classes; those that are none, as 255, do not count
    /// @param classes how many there are, at most 256
    /// @throws IllegalArgumentException when there are more classes, the masks differ in size, or a predicted
    /// class is none
    public void add(byte[] p, byte[] a, int classes) {
        if (classes > MOST_CLASSES) {
            throw new IllegalArgumentException("overlap: masks of bytes tell " + MOST_CLASSES + " classes apart, found "
                    + classes + "; give scores and targets instead");
        }
        if (p.length != a.length) {
            throw new IllegalArgumentException("overlap: the predicted mask has " + p.length
                    + " pixels, the actual one " + a.length + "; they must be of one size");
        }
        room(classes);
        for (int i = 0; i < p.length; i++) {
            int predictedClass = p[i] & 255;
            int actualClass = a[i] & 255;
            if (predictedClass >= classes) {
                throw new IllegalArgumentException("overlap: pixel " + i + " is predicted to be of class "
                        + predictedClass + "; there are " + classes + " classes, 0 to " + (classes - 1));
            }
            if (actualClass < classes) {
                add(predictedClass, actualClass);
            }
        }
    }

    private void addLabels(float[] output, int classes, int places, float[] targets) {
        for (int i = 0; i < targets.length; i++) {
            int c = i / places % classes;
            boolean p = output[i] > 0;
            boolean a = targets[i] > 0.5f;
            predicted[c] += p ? 1 : 0;
            actual[c] += a ? 1 : 0;
            both[c] += p && a ? 1 : 0;
            right += p == a ? 1 : 0;
            all++;
        }
    }

    public int classes() {
        return both.length;
    }

    /// Share of the pixels that are right.
    public double accuracy() {
        return all == 0 ? Double.NaN : (double) right / all;
    }

    /// Intersection over union of a class (Jaccard 1912): NaN where it is neither there nor predicted.
    public double iou(int c) {
        long union = predicted[c] + actual[c] - both[c];
        return union == 0 ? Double.NaN : (double) both[c] / union;
    }

    /// `2·|A ∩ B| / (|A| + |B|)` of a class (Dice 1945): NaN where it is neither there nor predicted.
    public double dice(int c) {
        long sum = predicted[c] + actual[c];
        return sum == 0 ? Double.NaN : 2.0 * both[c] / sum;
    }

    /// Pixels of a class.
    public long actual(int c) {
        return actual[c];
    }

    /// Mean over the classes that are there or were predicted.
    public double mean() {
        double sum = 0;
        int some = 0;
        for (int c = 0; c < classes(); c++) {
            double v = iou(c);
            if (!Double.isNaN(v)) {
                sum += v;
                some++;
            }
        }
        return some == 0 ? Double.NaN : sum / some;
    }

    /// The mean IoU.
    @Override
    public double value() {
        return mean();
    }
}
