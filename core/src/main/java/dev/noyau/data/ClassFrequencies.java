package dev.noyau.data;

import dev.noyau.tensor.DType;
import java.util.Arrays;

/// How often each class occurs among the targets of a data set, and what a loss weighs them with so that rare classes
/// are not forgotten.
public final class ClassFrequencies {
    private final long[] counts;

    /// Samples times pixels, in those samples where the class occurs.
    private final long[] around;

    private final long targets;

    private ClassFrequencies(long[] counts, long[] around, long targets) {
        this.counts = counts;
        this.around = around;
        this.targets = targets;
    }

    /// Reads all samples once. Of several labels at once each is counted where it is set.
    public static ClassFrequencies of(Dataset data) {
        int classes = data.classes();
        long[] counts = new long[classes];
        long[] around = new long[classes];
        long all = 0;
        int size = data.targetShape().intSize();
        float[] inputs = new float[data.shape().intSize()];
        Targets room = Targets.room(data.targetType(), data.targetShape().prepend(1));
        for (int i = 0; i < data.size(); i++) {
            data.read(i, inputs, 0, room, 0);
            long[] here = new long[classes];
            long counted = 0;
            for (int t = 0; t < size; t++) {
                int c = data.targetType() == DType.F32 ? t / (size / classes) : (int) room.classes()[t];
                if (c >= 0 && c < classes) {
                    here[c] += data.targetType() == DType.I64 || room.values()[t] > 0.5 ? 1 : 0;
                    counted++;
                }
            }
            counted = data.targetType() == DType.F32 ? counted / classes : counted;
            for (int c = 0; c < classes; c++) {
                counts[c] += here[c];
                around[c] += here[c] > 0 ? counted : 0;
            }
            all += counted;
        }
        return new ClassFrequencies(counts, around, all);
    }

    /// Targets of a class.
    public long count(int c) {
        return counts[c];
    }

    /// Share of a class among the targets that have one.
    public double share(int c) {
        return targets == 0 ? 0 : (double) counts[c] / targets;
    }

    /// `1 / ln(1.02 + share)`, scaled to a mean of 1 (Paszke et al. 2016, ENet): rare classes weigh
    /// more, but a very rare one does not drown the others. A class that does not occur weighs
    /// nothing.
    public float[] weights() {
        double[] w = new double[counts.length];
        for (int c = 0; c < w.length; c++) {
            w[c] = counts[c] == 0 ? 0 : 1 / Math.log(1.02 + share(c));
        }
        return scaled(w);
    }

    /// Median frequency balancing (Eigen, Fergus 2015): the median of all frequencies divided by that
    /// of the class, where a frequency is the class's share of those samples where it occurs. Not
    /// scaled.
    public float[] medianWeights() {
        double[] f = new double[counts.length];
        for (int c = 0; c < f.length; c++) {
            f[c] = counts[c] == 0 ? 0 : (double) counts[c] / around[c];
        }
        double[] occurring = Arrays.stream(f).filter(v -> v > 0).sorted().toArray();
        double median = occurring.length == 0
                ? 0
                : (occurring[(occurring.length - 1) / 2] + occurring[occurring.length / 2]) / 2;
        float[] w = new float[f.length];
        for (int c = 0; c < w.length; c++) {
            w[c] = f[c] == 0 ? 0 : (float) (median / f[c]);
        }
        return w;
    }

    private static float[] scaled(double[] w) {
        double sum = Arrays.stream(w).sum();
        long some = Arrays.stream(w).filter(v -> v > 0).count();
        float[] s = new float[w.length];
        for (int c = 0; c < w.length; c++) {
            s[c] = sum == 0 ? 0 : (float) (w[c] * some / sum);
        }
        return s;
    }
}
