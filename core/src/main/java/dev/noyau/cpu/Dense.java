package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.DenseStep;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Partition;
import dev.noyau.cpu.kernels.Family;
import dev.noyau.cpu.kernels.Primer;
import dev.noyau.cpu.kernels.Tile;

/// Fully connected layers with many weights, read and written where they lie in the slabs, (O, K) row by row. Forward,
/// the images are the lanes and the rows of weights the pixels; in both gradients the features are the lanes.
final class Dense {
    private static final int LANES = ImageLayout.LANES;

    /// Four features are read in a row where their number allows it, see [Tile#run].
    private static final int RUN = 4;

    private Dense() {}

    static Runner columns(Frame f, DenseStep.Columns s) {
        int width = s.packed() ? Math.min(s.width(), f.kernels.blocks()[0] * LANES) : s.width();
        int images = s.from().images();
        int groups = (images + width - 1) / width;
        int stride = s.from().layout().imageStride();
        int features = s.features();
        return (part, worker) -> {
            float[] from = f.array(s.from());
            float[] to = f.array(s.to());
            int in = f.base(s.from(), worker, 0);
            int out = f.base(s.to(), worker, 0);
            int k0 = Partition.from(features, part, s.partition().parts());
            int k1 = Partition.from(features, part + 1, s.partition().parts());
            for (int g = 0; g < groups; g++) {
                int real = Math.min(width, images - g * width);
                for (int k = k0; k < k1; k++) {
                    int at = out + (g * features + k) * width;
                    for (int l = 0, i = in + g * width * stride + k; l < real; l++, i += stride) {
                        to[at + l] = from[i];
                    }
                    for (int l = real; l < width; l++) {
                        to[at + l] = 0;
                    }
                }
            }
        };
    }

    /// A product whose outputs are divided among the parts.
    private abstract static class Product implements Runner {
        final Frame frame;
        final int units;
        final int parts;

        Product(Frame frame, int units, Partition by) {
            this.frame = frame;
            this.units = units;
            this.parts = by.parts();
        }

        @Override
        public final void run(int part, int worker) {
            Tile t = frame.tile(worker);
            t.t0 = 0;
            t.bias = Tile.NO_BIAS;
            t.biasOff = 0;
            t.flags = 0;
            units(t, worker, Partition.from(units, part, parts), Partition.from(units, part + 1, parts));
        }

        abstract void units(Tile t, int worker, int from, int to);
    }

    static int[] multiples(int count, int of) {
        int[] a = new int[count];
        java.util.Arrays.setAll(a, i -> i * of);
        return a;
    }

    static Runner forward(Frame f, DenseStep.DenseForward s) {
        int blocks = Math.min(2, f.kernels.blocks()[0]);
        int width = blocks * LANES;
        int row = s.product().layout().imageStride() / s.outputs();
        int groups = row / width;
        int[] rows = multiples(s.outputs(), s.features());
        int[] terms = multiples(s.features(), 1);
        int[] out = multiples(s.outputs(), row);
        int run = s.features() % RUN == 0 ? RUN : 1;
        return new Product(f, s.outputs(), s.partition()) {
            @Override
            void units(Tile t, int worker, int from, int to) {
                t.in = f.array(s.weights());
                t.inOff = f.base(s.weights(), worker, 0);
                t.xo = rows;
                t.tab = terms;
                t.run = run;
                t.w = f.array(s.columns());
                t.out = f.array(s.product());
                t.oo = out;
                t.outBlk = LANES;
                for (int g = 0; g < groups; g++) {
                    t.wOff = f.base(s.columns(), worker, 0) + g * s.features() * width;
                    t.outOff = f.base(s.product(), worker, 0) + g * width;
                    t.t1 = s.features();
                    TermChunks.multiply(f.kernels, t, blocks, from, to);
                }
            }

            @Override
            public void prime(Primer primer) {
                primer.add(run == RUN ? Family.RUNS : Family.SINGLES, blocks, s.outputs() / parts);
            }
        };
    }

    static Runner finish(Frame f, DenseStep.DenseFinish s) {
        Buffer y = s.y();
        int outputs = y.layout().c();
        int row = s.product().layout().imageStride() / outputs;
        return PerImage.over(f, y, s.partition(), (n, b0, b1, worker) -> {
            float[] from = f.array(s.product());
            float[] to = f.array(y);
            int in = f.base(s.product(), worker, 0) + n;
            int out = f.base(y, worker, n) + y.layout().offset(0, 0, 0);
            float[] bias = s.bias() == null ? Tile.NO_BIAS : f.array(s.bias());
            int add = s.bias() == null ? 0 : f.base(s.bias(), worker, 0);
            for (int o = b0 * LANES; o < b1 * LANES; o++) {
                float v = from[in + o * row] + (s.bias() == null ? 0f : bias[add + o]);
                to[out + o / LANES * y.layout().blockStride() + o % LANES] = s.relu() ? Math.max(v, 0f) : v;
            }
        });
    }

    static Runner backwardData(Frame f, DenseStep.DenseBackwardData s) {
        int blocks = Math.min(2, f.kernels.blocks()[0]);
        int images = s.dx().images();
        int row = s.columns().layout().imageStride() / s.outputs();
        int[] terms = multiples(s.outputs(), row);
        int[] weights = multiples(s.outputs(), s.features());
        int[] out = multiples(images, s.features());
        return new Product(f, s.features() / LANES, s.partition()) {
            @Override
            void units(Tile t, int worker, int from, int to) {
                t.in = f.array(s.columns());
                t.inOff = f.base(s.columns(), worker, 0);
                t.tab = terms;
                t.t1 = s.outputs();
                t.w = f.array(s.weights());
                t.wtab = weights;
                t.wBlk = LANES;
                t.out = f.array(s.dx());
                t.oo = out;
                t.outBlk = LANES;
                for (int b = from; b < to; ) {
                    int count = Math.min(blocks, to - b);
                    t.wOff = f.base(s.weights(), worker, 0) + b * LANES;
                    t.outOff = f.base(s.dx(), worker, 0) + b * LANES;
                    TermChunks.gradient(f.kernels, t, count, 0, images);
                    b += count;
                }
            }

            @Override
            public void prime(Primer primer) {
                primer.add(Family.GRADIENT, blocks, images);
            }
        };
    }

    static Runner backwardWeights(Frame f, DenseStep.DenseBackwardWeights s) {
        int blocks = Math.min(2, f.kernels.blocks()[0]);
        int images = s.dy().images();
        int[] terms = multiples(images, s.dy().layout().imageStride());
        int[] rows = multiples(images, s.features());
        int[] out = multiples(s.outputs(), s.features());
        return new Product(f, s.outputs(), s.partition()) {
            @Override
            void units(Tile t, int worker, int from, int to) {
                t.in = f.array(s.dy());
                t.inOff = f.base(s.dy(), worker, 0) + s.dy().layout().offset(0, 0, 0);
                t.tab = terms;
                t.t1 = images;
                t.w = f.array(s.x());
                t.wtab = rows;
                t.wBlk = LANES;
                t.out = f.array(s.gradient());
                t.oo = out;
                t.outBlk = LANES;
                for (int b = 0; b < s.features() / LANES; ) {
                    int count = Math.min(blocks, s.features() / LANES - b);
                    t.wOff = f.base(s.x(), worker, 0) + b * LANES;
                    t.outOff = f.base(s.gradient(), worker, 0) + b * LANES;
                    TermChunks.gradient(f.kernels, t, count, from, to);
                    b += count;
                }
            }

            @Override
            public void prime(Primer primer) {
                primer.add(Family.GRADIENT, blocks, s.outputs() / parts);
            }
        };
    }
}
