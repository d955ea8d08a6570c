package dev.noyau.cli;

import dev.noyau.data.Targets;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;
import java.util.Arrays;

/// Remembers for each sample which class the network took it for, how sure it was, and which one it is.
final class Answers implements Metric, Metric.Score {
    private final boolean logits;
    private int[] predicted = new int[1024];
    private int[] actual = new int[1024];
    private float[] confidence = new float[1024];
    private int size;
    private double logLikelihood;

    /// @param logits whether the network gives scores before softmax
    Answers(boolean logits) {
        this.logits = logits;
    }

    @Override
    public String name() {
        return "answers";
    }

    @Override
    public Score start() {
        return this;
    }

    @Override
    public void add(float[] output, Shape shape, Targets targets) {
        int samples = shape.dim(0);
        int classes = (int) (shape.size() / samples);
        for (int i = 0; i < samples; i++) {
            float[] p = Arrays.copyOfRange(output, i * classes, (i + 1) * classes);
            Probabilities.of(p, logits);
            boolean named = targets.type() == DType.I64;
            add(p, named ? (int) targets.classes()[i] : Metrics.best(targets.values(), i * classes, classes, 1));
        }
    }

    private void add(float[] p, int target) {
        if (size == predicted.length) {
            predicted = Arrays.copyOf(predicted, 2 * size);
            actual = Arrays.copyOf(actual, 2 * size);
            confidence = Arrays.copyOf(confidence, 2 * size);
        }
        int best = Metrics.best(p, 0, p.length, 1);
        predicted[size] = best;
        confidence[size] = p[best];
        actual[size] = target;
        logLikelihood += Math.log(Math.max(p[target], Float.MIN_NORMAL));
        size++;
    }

    int size() {
        return size;
    }

    int predicted(int sample) {
        return predicted[sample];
    }

    int actual(int sample) {
        return actual[sample];
    }

    float confidence(int sample) {
        return confidence[sample];
    }

    boolean right(int sample) {
        return predicted[sample] == actual[sample];
    }

    /// The cross-entropy.
    @Override
    public double value() {
        return -logLikelihood / size;
    }
}
