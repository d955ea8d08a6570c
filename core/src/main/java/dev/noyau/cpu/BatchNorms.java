package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.NormStep;
import dev.noyau.compile.Partition;
import dev.noyau.cpu.kernels.Moments;
import dev.noyau.cpu.kernels.Registers;
import java.util.Arrays;
import java.util.List;

/// The sums of batch normalisation and what follows from them.
final class BatchNorms {
    private static final int LANES = ImageLayout.LANES;

    private BatchNorms() {}

    static Runner of(Frame f, NormStep step) {
        return switch (step) {
            case NormStep.Statistics s -> statistics(f, s);
            case NormStep.Slopes s -> slopes(f, s);
            case NormStep.Moments s -> (part, worker) -> moments(f, s, worker);
            case NormStep.Coefficients s -> (part, worker) -> coefficients(f, s, worker);
            case NormStep.Scales s -> (part, worker) -> scales(f, s, worker);
            case NormStep.Fold s -> (part, worker) -> fold(f, s, worker);
        };
    }

    /// What one worker sums with.
    private static final class Worker {
        final Moments moments = new Moments();
        final float[] k = new float[Registers.SIZE];
        final float[][] in = new float[2][Registers.SIZE];
        final BlockPixels pixels;

        Worker(Frame f, Buffer... buffers) {
            pixels = new BlockPixels(f, buffers);
        }
    }

    /// First of the rows of all images that belong to a part.
    private static int row(Frame f, Buffer x, Partition by, int part) {
        int h = x.layout().h();
        return by.kind() == Partition.Kind.SHARDS
                ? f.firstImage(part) * h
                : Partition.from(x.images() * h, part, by.parts());
    }

    private static Runner statistics(Frame f, NormStep.Statistics s) {
        Worker[] workers = new Worker[f.workers()];
        Arrays.setAll(workers, i -> new Worker(f, s.x()));
        int stride = s.x().layout().blocks() * LANES;
        return (part, worker) -> {
            Worker w = workers[worker];
            float[] out = f.array(s.partials());
            int row = f.base(s.partials(), worker, part);
            for (int b = 0; b < s.x().layout().blocks(); b++) {
                int at = row + b * LANES;
                w.pixels.start(worker, b, row(f, s.x(), s.partition(), part), row(f, s.x(), s.partition(), part + 1));
                w.moments.clear();
                int n = w.pixels.next(w.in);
                near(w.in[0], w.k, n);
                System.arraycopy(w.k, 0, out, at, LANES);
                for (; n > 0; n = w.pixels.next(w.in)) {
                    w.moments.addSquares(w.in[0], w.k, n);
                }
                w.moments.store(out, at + stride, stride);
            }
        };
    }

    /// The mean of the first pixels of each channel, which lies near that of all.
    private static void near(float[] x, float[] k, int n) {
        Arrays.fill(k, 0, LANES, 0);
        for (int i = 0; i < n; i++) {
            k[i % LANES] += x[i];
        }
        for (int l = 0; l < LANES; l++) {
            k[l] /= n / LANES;
        }
        Registers.repeat(k, 0, Registers.SIZE);
    }

    private static Runner slopes(Frame f, NormStep.Slopes s) {
        Worker[] workers = new Worker[f.workers()];
        Arrays.setAll(workers, i -> new Worker(f, s.dy(), s.x()));
        ImageLayout l = s.x().layout();
        int stride = l.blocks() * LANES;
        return (part, worker) -> {
            Worker w = workers[worker];
            float[] out = f.array(s.partials());
            int row = f.base(s.partials(), worker, part);
            for (int b = 0; b < l.blocks(); b++) {
                int at = row + b * LANES;
                int real = Math.min(LANES, l.c() - b * LANES);
                Arrays.fill(w.k, 0, LANES, 0);
                System.arraycopy(f.array(s.mean()), f.base(s.mean(), worker, 0) + b * LANES, w.k, 0, real);
                Registers.repeat(w.k, 0, Registers.SIZE);
                w.pixels.start(worker, b, row(f, s.x(), s.partition(), part), row(f, s.x(), s.partition(), part + 1));
                w.moments.clear();
                for (int n = w.pixels.next(w.in); n > 0; n = w.pixels.next(w.in)) {
                    w.moments.addProducts(w.in[0], w.in[1], w.k, n);
                }
                w.moments.store(out, at + stride, stride);
            }
        };
    }

    /// One of the sums of a part.
    private static double sum(float[] partials, int at, int stride, int which) {
        return (double) partials[at + (1 + 2 * which) * stride] + partials[at + (2 + 2 * which) * stride];
    }

    private static void moments(Frame f, NormStep.Moments s, int worker) {
        float[] p = f.array(s.partials());
        ImageLayout l = s.x().layout();
        int stride = l.blocks() * LANES;
        double all = (double) s.x().images() * l.h() * l.w();
        double correction = s.op().unbiased() && all > 1 ? all / (all - 1) : 1;
        for (int c = 0; c < l.c(); c++) {
            double mean = 0;
            for (int i = 0; i < s.parts().parts(); i++) {
                int at = f.base(s.partials(), worker, i) + c;
                mean += values(f, s.x(), s.parts(), i) * p[at] + sum(p, at, stride, 0);
            }
            mean /= all;
            double squares = 0;
            for (int i = 0; i < s.parts().parts(); i++) {
                int at = f.base(s.partials(), worker, i) + c;
                double off = mean - p[at];
                squares += sum(p, at, stride, 1)
                        - 2 * off * sum(p, at, stride, 0)
                        + values(f, s.x(), s.parts(), i) * off * off;
            }
            double variance = Math.max(squares, 0) / all;
            double inverse = 1 / Math.sqrt(variance + s.op().eps());
            float share = s.op().momentum();
            put(f, s.out(), 0, worker, c, moved(share, get(f, s.mean(), worker, c), mean));
            put(f, s.out(), 1, worker, c, moved(share, get(f, s.variance(), worker, c), variance * correction));
            put(f, s.out(), 2, worker, c, mean);
            put(f, s.out(), 3, worker, c, inverse);
            put(f, s.out(), 4, worker, c, inverse * get(f, s.weight(), worker, c));
        }
    }

    /// How many values of each channel a part has.
    private static double values(Frame f, Buffer x, Partition by, int part) {
        return (double) (row(f, x, by, part + 1) - row(f, x, by, part))
                * x.layout().w();
    }

    private static double moved(float share, double old, double now) {
        return (1.0 - share) * old + (double) share * now;
    }

    private static void coefficients(Frame f, NormStep.Coefficients s, int worker) {
        float[] p = f.array(s.partials());
        ImageLayout l = s.x().layout();
        int stride = l.blocks() * LANES;
        double all = (double) s.x().images() * l.h() * l.w();
        for (int c = 0; c < l.c(); c++) {
            double db = 0;
            double slope = 0;
            for (int i = 0; i < s.parts().parts(); i++) {
                int at = f.base(s.partials(), worker, i) + c;
                db += sum(p, at, stride, 0);
                slope += sum(p, at, stride, 1);
            }
            double inverse = get(f, s.inverse(), worker, c);
            put(f, s.out(), 0, worker, c, slope * inverse);
            put(f, s.out(), 1, worker, c, db);
            double a = get(f, s.weight(), worker, c) * inverse;
            put(f, s.out(), 2, worker, c, a);
            put(f, s.out(), 3, worker, c, -a * db / all);
            put(f, s.out(), 4, worker, c, -a * slope * inverse * inverse / all);
        }
    }

    private static void scales(Frame f, NormStep.Scales s, int worker) {
        int channels = (int) s.weight().floats();
        for (int c = 0; c < channels; c++) {
            double inverse = 1 / Math.sqrt((double) get(f, s.variance(), worker, c) + s.op().eps());
            put(f, s.out(), 0, worker, c, inverse);
            put(f, s.out(), 1, worker, c, inverse * get(f, s.weight(), worker, c));
        }
    }

    private static void fold(Frame f, NormStep.Fold s, int worker) {
        int filters = s.shift().layout().c();
        int size = (int) s.weights().floats() / filters;
        float[] from = f.array(s.weights());
        float[] to = f.array(s.folded());
        int in = f.base(s.weights(), worker, 0);
        int out = f.base(s.folded(), worker, 0);
        for (int o = 0; o < filters; o++) {
            double factor = get(f, s.norm().get(0), worker, o)
                    / Math.sqrt((double) get(f, s.norm().get(3), worker, o) + s.eps());
            double bias = s.bias() == null ? 0 : get(f, s.bias(), worker, o);
            double shift = (bias - get(f, s.norm().get(2), worker, o)) * factor
                    + get(f, s.norm().get(1), worker, o);
            f.array(s.shift())[f.base(s.shift(), worker, 0) + o] = (float) shift;
            for (int i = o * size; i < (o + 1) * size; i++) {
                to[out + i] = (float) (from[in + i] * factor);
            }
        }
        int at = f.base(s.shift(), worker, 0);
        Arrays.fill(f.array(s.shift()), at + filters, at + s.shift().layout().blocks() * LANES, 0);
    }

    private static float get(Frame f, Buffer b, int worker, int i) {
        return f.array(b)[f.base(b, worker, 0) + i];
    }

    private static void put(Frame f, List<Buffer> out, int which, int worker, int i, double value) {
        Buffer b = out.get(which);
        f.array(b)[f.base(b, worker, 0) + i] = (float) value;
    }
}
