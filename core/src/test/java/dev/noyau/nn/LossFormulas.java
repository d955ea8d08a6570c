package dev.noyau.nn;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Losses over the classes of pixels as their authors write them, as loops in double, and scores and targets for them.
final class LossFormulas {
    static final int N = 3;
    static final int C = 4;
    static final int P = 6;
    static final Shape MAP = Shape.of(N, C, 2, 3);
    static final long IGNORED = 255;

    static long[] labels(boolean some) {
        Gen g = Gen.of(5);
        long[] t = new long[N * P];
        for (int i = 0; i < t.length; i++) {
            // Class 3 is nowhere.
            t[i] = some && i % 4 == 1 ? IGNORED : g.between(0, C - 2);
        }
        return t;
    }

    static final long[] ALL = labels(false);
    static final long[] SOME = labels(true);
    static final Tensor CLASSES = Tensor.ofLongs(Shape.of(N, 2, 3), ALL);
    static final Tensor SOME_CLASSES = Tensor.ofLongs(Shape.of(N, 2, 3), SOME);
    static final Tensor BITS = bits();
    static final float[] WEIGHTS = {0.5f, 2, 1, 3};

    static Tensor bits() {
        Gen g = Gen.of(6);
        float[] t = new float[N * C * P];
        for (int i = 0; i < t.length; i++) {
            t[i] = g.between(0, 1);
        }
        return Tensor.wrap(MAP, t);
    }

    static Tensor scores() {
        Gen g = Gen.of(7);
        float[] x = new float[N * C * P];
        for (int i = 0; i < x.length; i++) {
            x[i] = g.between(-3000, 3000) / 1000f;
        }
        return Tensor.wrap(MAP, x);
    }

    static int at(int n, int c, int p) {
        return (n * C + c) * P + p;
    }

    static double[] softmax(double[] x) {
        double[] y = new double[x.length];
        for (int n = 0; n < N; n++) {
            for (int p = 0; p < P; p++) {
                double sum = 0;
                for (int c = 0; c < C; c++) {
                    sum += Math.exp(x[at(n, c, p)]);
                }
                for (int c = 0; c < C; c++) {
                    y[at(n, c, p)] = Math.exp(x[at(n, c, p)]) / sum;
                }
            }
        }
        return y;
    }

    static double[] sigmoid(double[] x) {
        return Arrays.stream(x).map(v -> 1 / (1 + Math.exp(-v))).toArray();
    }

    static double[] hot(long[] labels) {
        double[] t = new double[N * C * P];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != IGNORED) {
                t[at(i / P, (int) labels[i], i % P)] = 1;
            }
        }
        return t;
    }

    static double crossEntropy(double[] x, long[] labels, double smoothing, boolean weighted) {
        double[] p = softmax(x);
        double sum = 0;
        double count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == IGNORED) {
                continue;
            }
            double w = weighted ? WEIGHTS[(int) labels[i]] : 1;
            double l = -w * Math.log(p[at(i / P, (int) labels[i], i % P)]) * (1 - smoothing);
            for (int c = 0; c < C; c++) {
                l -= smoothing / C * (weighted ? WEIGHTS[c] : 1) * Math.log(p[at(i / P, c, i % P)]);
            }
            sum += l;
            count += w;
        }
        return sum / count;
    }

    static double focal(double[] x, long[] labels, double gamma) {
        double[] p = softmax(x);
        double sum = 0;
        double count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != IGNORED) {
                double right = p[at(i / P, (int) labels[i], i % P)];
                sum -= Math.pow(1 - right, gamma) * Math.log(right);
                count++;
            }
        }
        return sum / count;
    }

    static double binaryFocal(double[] x, double gamma, double alpha, double scale) {
        double[] p = sigmoid(x);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            boolean yes = BITS.data()[i] == 1;
            double right = yes ? p[i] : 1 - p[i];
            sum -= (yes ? alpha : 1 - alpha) * Math.pow(1 - right, gamma) * Math.log(right);
        }
        return scale * sum / x.length;
    }

    static double overlap(
            double[] p, double[] t, long[] labels, double alpha, double beta, double s, boolean wholeBatch) {
        double mean = 0;
        int regions = 0;
        for (int c = 0; c < C; c++) {
            double hit = 0;
            double wrong = 0;
            double missed = 0;
            for (int n = 0; n < N; n++) {
                for (int i = 0; i < P; i++) {
                    if (labels[n * P + i] != IGNORED) {
                        hit += p[at(n, c, i)] * t[at(n, c, i)];
                        wrong += p[at(n, c, i)] * (1 - t[at(n, c, i)]);
                        missed += (1 - p[at(n, c, i)]) * t[at(n, c, i)];
                    }
                }
                if (!wholeBatch || n == N - 1) {
                    mean += (hit + s) / (hit + alpha * wrong + beta * missed + s);
                    regions++;
                    hit = 0;
                    wrong = 0;
                    missed = 0;
                }
            }
        }
        return 1 - mean / regions;
    }

    /// As in the authors' text: the Jaccard loss of the first i errors as mistakes, step by step.
    static double lovasz(double[] x, long[] labels) {
        double[] p = softmax(x);
        double[] t = hot(labels);
        double all = 0;
        int present = 0;
        for (int c = 0; c < C; c++) {
            int klass = c;
            List<Integer> pixels = Stream.iterate(0, i -> i + 1)
                    .limit(N * P)
                    .filter(i -> labels[i] != IGNORED)
                    .sorted((i, j) -> Double.compare(error(p, t, klass, j), error(p, t, klass, i)))
                    .toList();
            double total =
                    pixels.stream().mapToDouble(i -> t[at(i / P, klass, i % P)]).sum();
            if (total == 0) {
                continue;
            }
            present++;
            double found = 0;
            double others = 0;
            double before = 0;
            for (int i : pixels) {
                double truth = t[at(i / P, c, i % P)];
                found += truth;
                others += 1 - truth;
                double jaccard = 1 - (total - found) / (total + others);
                all += error(p, t, c, i) * (jaccard - before);
                before = jaccard;
            }
        }
        return all / present;
    }

    static double error(double[] p, double[] t, int c, int pixel) {
        int i = at(pixel / P, c, pixel % P);
        return Math.abs(t[i] - p[i]);
    }

    static double huber(double[] x, double delta) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double d = Math.abs(x[i] - BITS.data()[i]);
            sum += d <= delta ? d * d / 2 : delta * (d - delta / 2);
        }
        return sum / x.length;
    }

    private LossFormulas() {}
}
