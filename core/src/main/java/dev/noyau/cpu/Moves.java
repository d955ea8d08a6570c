package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.ImageLayout.Halo;
import dev.noyau.compile.Step;
import dev.noyau.cpu.kernels.Pool;
import java.util.Arrays;

/// Steps that move numbers without computing, or with one addition each.
final class Moves {
    private Moves() {}

    static Runner copy(Frame f, Step.Copy s) {
        ImageLayout from = s.from().layout();
        ImageLayout to = s.to().layout();
        boolean same = from.equals(to);
        boolean rows = from.lanes() == 1 && to.lanes() == 1;
        boolean vectors = from.h() * from.w() == 1
                && from.halo().equals(Halo.NONE)
                && to.halo().equals(Halo.NONE);
        return PerImage.over(f, s.to(), s.partition(), (n, b0, b1, worker) -> {
            float[] a = f.array(s.from());
            float[] b = f.array(s.to());
            int in = f.base(s.from(), worker, n);
            int out = f.base(s.to(), worker, n);
            if (same) {
                int size = from.blockStride();
                System.arraycopy(a, in + b0 * size, b, out + b0 * size, (b1 - b0) * size);
            } else if (vectors) {
                copyChannels(to, b0 * to.lanes(), b1 * to.lanes(), a, in, b, out);
            } else if (rows) {
                copyRows(from, to, b0, b1, a, in, b, out);
            } else {
                for (int k = b0; k < b1; k++) {
                    relayout(from, to, k, a, in, b, out);
                }
            }
        });
    }

    /// The channels `[c0, c1)` of images of one pixel, which lie side by side in every layout.
    private static void copyChannels(ImageLayout to, int c0, int c1, float[] a, int in, float[] b, int out) {
        int end = Math.min(c1, to.c());
        System.arraycopy(a, in + c0, b, out + c0, end - c0);
        Arrays.fill(b, out + end, out + c1, 0);
    }

    private static void copyRows(
            ImageLayout from, ImageLayout to, int c0, int c1, float[] a, int in, float[] b, int out) {
        for (int c = c0; c < c1; c++) {
            for (int y = 0; y < to.h(); y++) {
                System.arraycopy(a, in + from.offset(c, y, 0), b, out + to.offset(c, y, 0), to.w());
            }
        }
    }

    /// One channel block of the target; lanes without a channel become zero.
    private static void relayout(ImageLayout from, ImageLayout to, int block, float[] a, int in, float[] b, int out) {
        for (int l = 0; l < to.lanes(); l++) {
            int c = block * to.lanes() + l;
            for (int y = 0; y < to.h(); y++) {
                int at = out + block * to.blockStride() + to.offset(0, y, 0) + l;
                if (c < to.c()) {
                    copyLine(a, in + from.offset(c, y, 0), from.lanes(), b, at, to.lanes(), to.w());
                } else {
                    for (int x = 0; x < to.w(); x++) {
                        b[at + x * to.lanes()] = 0;
                    }
                }
            }
        }
    }

    private static void copyLine(float[] a, int from, int fromStep, float[] b, int to, int toStep, int n) {
        for (int i = 0; i < n; i++) {
            b[to + i * toStep] = a[from + i * fromStep];
        }
    }

    static Runner reinterpret(Frame f, Step.Reinterpret s) {
        int n = (int) s.from().floats();
        return (part, worker) -> System.arraycopy(
                f.array(s.from()), f.base(s.from(), worker, 0), f.array(s.to()), f.base(s.to(), worker, 0), n);
    }

    static Runner spread(Frame f, Step.Spread s) {
        ImageLayout x = s.x().layout();
        ImageLayout y = s.y().layout();
        return PerImage.over(f, s.y(), s.partition(), (n, b0, b1, worker) -> {
            float[] a = f.array(s.x());
            float[] b = f.array(s.y());
            for (int k = b0; k < b1; k++) {
                int in = f.base(s.x(), worker, n) + k * x.blockStride() + x.offset(0, 0, 0);
                for (int r = 0; r < y.h(); r++) {
                    int out = f.base(s.y(), worker, n) + k * y.blockStride() + y.offset(0, r, 0);
                    for (int i = 0; i < y.w(); i++) {
                        System.arraycopy(a, in, b, out + i * y.lanes(), y.lanes());
                    }
                }
            }
        });
    }

    static Runner bias(Frame f, Step.Bias s) {
        ImageLayout x = s.x().layout();
        ImageLayout y = s.y().layout();
        return PerImage.over(f, s.y(), s.partition(), (n, b0, b1, worker) -> {
            float[] a = f.array(s.x());
            float[] b = f.array(s.y());
            float[] add = f.array(s.bias());
            for (int k = b0; k < b1; k++) {
                int from = f.base(s.bias(), worker, 0) + k * ImageLayout.LANES;
                for (int r = 0; r < y.h(); r++) {
                    int in = f.base(s.x(), worker, n) + k * x.blockStride() + x.offset(0, r, 0);
                    int out = f.base(s.y(), worker, n) + k * y.blockStride() + y.offset(0, r, 0);
                    for (int i = 0; i < y.w() * y.lanes(); i++) {
                        b[out + i] = a[in + i] + add[from + i % ImageLayout.LANES];
                    }
                }
            }
        });
    }

    static Runner globalAverage(Frame f, Step.GlobalAverage s) {
        ImageLayout x = s.x().layout();
        ImageLayout y = s.y().layout();
        int[] tab = pixels(x);
        int[] zero = {0};
        return PerImage.over(f, s.y(), s.partition(), (n, b0, b1, worker) -> {
            Pool p = f.pool(worker);
            for (int k = b0; k < b1; k++) {
                average(
                        f,
                        p,
                        s.x(),
                        f.base(s.x(), worker, n) + k * x.blockStride(),
                        tab,
                        zero,
                        s.y(),
                        f.base(s.y(), worker, n) + k * y.blockStride() + y.offset(0, 0, 0),
                        x.h() * x.w());
            }
        });
    }

    private static void average(
            Frame f, Pool p, Buffer x, int xOff, int[] tab, int[] zero, Buffer y, int yOff, float divisor) {
        p.x = f.array(x);
        p.xOff = xOff;
        p.xo = zero;
        p.tab = tab;
        p.k0 = 0;
        p.k1 = tab.length;
        p.y = f.array(y);
        p.yOff = yOff;
        p.yo = zero;
        p.divisor = divisor;
        f.kernels.averagePool(p, 0, 1);
    }

    private static int[] pixels(ImageLayout x) {
        int[] tab = new int[x.h() * x.w()];
        for (int i = 0; i < tab.length; i++) {
            tab[i] = x.offset(0, i / x.w(), i % x.w());
        }
        return tab;
    }

    /// For each part one row of partial sums: the part's images, or for a division by blocks all images in one row.
    static Runner channelSums(Frame f, Step.ChannelSums s) {
        ImageLayout x = s.x().layout();
        int[] tab = pixels(x);
        int[] zero = {0};
        int blocks = x.blocks();
        boolean byImages = s.partition().kind() == dev.noyau.compile.Partition.Kind.SHARDS;
        float[][] scratch = new float[f.workers()][ImageLayout.LANES];
        return (part, worker) -> {
            int parts = s.partition().parts();
            int n0 = byImages ? f.firstImage(part) : 0;
            int n1 = byImages ? f.firstImage(part + 1) : s.x().images();
            int b0 = byImages ? 0 : dev.noyau.compile.Partition.from(blocks, part, parts);
            int b1 = byImages ? blocks : dev.noyau.compile.Partition.from(blocks, part + 1, parts);
            float[] sums = f.array(s.partials());
            float[] one = scratch[worker];
            Pool p = f.pool(worker);
            int row = f.base(s.partials(), worker, byImages ? part : 0);
            for (int k = b0; k < b1; k++) {
                int at = row + k * ImageLayout.LANES;
                Arrays.fill(sums, at, at + ImageLayout.LANES, 0);
                for (int n = n0; n < n1; n++) {
                    p.x = f.array(s.x());
                    p.xOff = f.base(s.x(), worker, n) + k * x.blockStride();
                    p.xo = zero;
                    p.tab = tab;
                    p.k0 = 0;
                    p.k1 = tab.length;
                    p.y = one;
                    p.yOff = 0;
                    p.yo = zero;
                    p.divisor = 1;
                    f.kernels.averagePool(p, 0, 1);
                    for (int l = 0; l < ImageLayout.LANES; l++) {
                        sums[at + l] += one[l];
                    }
                }
            }
        };
    }
}
