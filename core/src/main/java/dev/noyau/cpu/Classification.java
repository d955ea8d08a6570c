package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.compile.Step;
import dev.noyau.cpu.kernels.Functions;

/// Softmax cross-entropy and its gradient, pixel by pixel.
final class Classification {
    private Classification() {}

    static Runner forward(Frame f, Step.CrossEntropy s) {
        ImageLayout x = s.scores().layout();
        ImageLayout p = s.probabilities().layout();
        boolean shards = s.partition().kind() == Partition.Kind.SHARDS;
        return (part, worker) -> {
            int n0 = shards ? f.firstImage(part) : 0;
            int n1 = shards ? f.firstImage(part + 1) : s.scores().images();
            float[] in = f.array(s.scores());
            float[] out = f.array(s.probabilities());
            long[] labels = f.longs(s.target());
            double sum = 0;
            for (int n = n0; n < n1; n++) {
                int xBase = f.base(s.scores(), worker, n);
                int pBase = f.base(s.probabilities(), worker, n);
                for (int i = 0; i < x.h() * x.w(); i++) {
                    int r = i / x.w();
                    int c = i % x.w();
                    int label = label(labels, n * x.h() * x.w() + i, x.c(), n);
                    sum += softmax(in, xBase + x.offset(0, r, c), x, out, pBase + p.offset(0, r, c), p, label);
                }
            }
            f.array(s.partials())[f.base(s.partials(), worker, shards ? part : 0)] = (float) sum;
        };
    }

    private static int label(long[] labels, int at, int classes, int image) {
        long label = labels[at];
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("label " + label + " of sample " + image
                    + " in the batch is out of range: the network has " + classes + " outputs, 0 to " + (classes - 1));
        }
        return (int) label;
    }

    /// Writes the probabilities and gives the negative log-likelihood of the label.
    private static double softmax(float[] x, int at, ImageLayout xl, float[] p, int to, ImageLayout pl, int label) {
        float max = x[at];
        for (int c = 1; c < xl.c(); c++) {
            max = Math.max(max, x[at + channel(xl, c)]);
        }
        float sum = 0;
        for (int c = 0; c < xl.c(); c++) {
            float e = Functions.exp(x[at + channel(xl, c)] - max);
            p[to + channel(pl, c)] = e;
            sum += e;
        }
        float inverse = 1 / sum;
        for (int c = 0; c < xl.c(); c++) {
            p[to + channel(pl, c)] *= inverse;
        }
        return StrictMath.log(sum) + ((double) max - x[at + channel(xl, label)]);
    }

    private static int channel(ImageLayout l, int c) {
        return c / ImageLayout.LANES * l.blockStride() + c % ImageLayout.LANES;
    }

    static Runner backward(Frame f, Step.CrossEntropyBackward s) {
        ImageLayout p = s.probabilities().layout();
        ImageLayout dx = s.dx().layout();
        return PerImage.over(f, s.dx(), s.partition(), (n, b0, b1, worker) -> {
            float[] in = f.array(s.probabilities());
            float[] out = f.array(s.dx());
            long[] labels = f.longs(s.target());
            float scale = f.array(s.upstream())[f.base(s.upstream(), worker, 0)] / s.labels();
            for (int b = b0; b < b1; b++) {
                int inBase = f.base(s.probabilities(), worker, n) + b * p.blockStride();
                int outBase = f.base(s.dx(), worker, n) + b * dx.blockStride();
                for (int i = 0; i < p.h() * p.w(); i++) {
                    int r = i / p.w();
                    int from = inBase + p.offset(0, r, i % p.w());
                    int to = outBase + dx.offset(0, r, i % p.w());
                    for (int l = 0; l < ImageLayout.LANES; l++) {
                        out[to + l] = in[from + l] * scale;
                    }
                    int hit = (int) labels[n * p.h() * p.w() + i] - b * ImageLayout.LANES;
                    if (hit >= 0 && hit < ImageLayout.LANES) {
                        out[to + hit] = (in[from + hit] - 1) * scale;
                    }
                }
            }
        });
    }

    static Runner mask(Frame f, Step.Mask s) {
        Buffer y = s.y();
        ImageLayout l = y.layout();
        int perImage = l.c() * l.h() * l.w();
        return PerImage.over(f, y, s.partition(), (n, b0, b1, worker) -> {
            float[] out = f.array(y);
            long[] key = f.longs(s.key());
            int base = f.base(y, worker, n);
            int c1 = Math.min(l.c(), b1 * ImageLayout.LANES);
            for (int c = b0 * ImageLayout.LANES; c < c1; c++) {
                for (int r = 0; r < l.h(); r++) {
                    for (int x = 0; x < l.w(); x++) {
                        long i = (long) n * perImage + ((long) c * l.h() + r) * l.w() + x;
                        out[base + l.offset(c, r, x)] = s.op().at(key[0], key[1], i);
                    }
                }
            }
        });
    }
}
