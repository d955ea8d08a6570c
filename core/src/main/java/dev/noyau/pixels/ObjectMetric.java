package dev.noyau.pixels;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;
import java.util.List;

/// Counts objects: connected pixels that are not of class 0 are one, and are compared with the actual ones, image by
/// image in the order of the data set.
///
/// @param actual the objects of each image
/// @param least pixels that a predicted object has at least; smaller ones are taken for noise
public record ObjectMetric(List<Components> actual, int least) implements Metric {
    public ObjectMetric {
        actual = List.copyOf(actual);
    }

    @Override
    public String name() {
        return "object AP at IoU 0.5";
    }

    @Override
    public Score start() {
        return new Counts(this);
    }

    /// What was counted.
    public static final class Counts implements Metric.Score {
        private final ObjectMetric metric;
        private ObjectScore score = ObjectScore.NONE;
        private int image;

        private Counts(ObjectMetric metric) {
            this.metric = metric;
        }

        /// **Shapes**: output (N, C, H, W).
        @Override
        public void add(float[] output, Shape shape, Targets targets) {
            int classes = shape.dim(1);
            int plane = (int) shape.size(2, 4);
            for (int n = 0; n < shape.dim(0); n++) {
                if (image == metric.actual.size()) {
                    throw new IllegalArgumentException("objects: the actual ones of " + image
                            + " images are given, the data set has more; give those of each image, in its order");
                }
                boolean[] mask = new boolean[plane];
                for (int i = 0; i < plane; i++) {
                    int at = n * classes * plane + i;
                    mask[i] = classes == 1 ? output[at] > 0 : Metrics.best(output, at, classes, plane) > 0;
                }
                Components found = Components.of(mask, shape.dim(3)).atLeast(metric.least);
                score = score.plus(ObjectScore.of(found, metric.actual.get(image++)));
            }
        }

        /// Objects found, invented and missed.
        public ObjectScore score() {
            return score;
        }

        @Override
        public double value() {
            return score.precision();
        }
    }
}
