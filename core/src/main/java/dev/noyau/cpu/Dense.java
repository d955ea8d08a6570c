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

    /// Rows of the gradient that are written before the next features' are: few, so that writing goes on along the
    /// rows.
    private static final int ROWS = 40;

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

    /// A product in which features are lanes and the rows of a matrix the terms of the sums. A worker goes over pieces
    /// of the matrix that it copies together, because a column of so wide a matrix is spread over many pages.
    private abstract static class Packed extends Product {
        final int features;
        final int terms;
        final int blocks;
        final Buffer matrix;
        final Buffer packed;

        Packed(Frame frame, int features, int terms, Buffer matrix, Buffer packed, Partition by) {
            super(frame, (features / LANES + 1) / 2, by);
            this.features = features;
            this.terms = terms;
            this.blocks = Math.min(2, frame.kernels.blocks()[0]);
            this.matrix = matrix;
            this.packed = packed;
        }

        @Override
        final void units(Tile t, int worker, int from, int to) {
            t.w = frame.array(packed);
            t.outBlk = LANES;
            t.wBlk = LANES;
            int last = Math.min(2 * to, features / LANES);
            for (int b = 2 * from; b < last; b += DenseStep.PACKED_BLOCKS) {
                int end = Math.min(b + DenseStep.PACKED_BLOCKS, last);
                for (int t0 = 0; t0 < terms; t0 += DenseStep.PACKED_TERMS) {
                    t.t0 = t0;
                    t.t1 = Math.min(t0 + DenseStep.PACKED_TERMS, terms);
                    t.flags = t0 == 0 ? 0 : Tile.ACC;
                    float[] all = frame.array(matrix);
                    int at = frame.base(matrix, worker, 0) + t0 * features + b * LANES;
                    piece(t, worker, b, end, all, at, frame.base(packed, worker, 0));
                }
            }
        }

        /// The sums over the terms `[t0, t1)` of the blocks `[b0, b1)`, whose first weight is `from[at]`; they are
        /// packed from `to` on.
        abstract void piece(Tile t, int worker, int b0, int b1, float[] from, int at, int to);
    }

    static Runner backwardData(Frame f, DenseStep.DenseBackwardData s) {
        int images = s.dx().images();
        int[] tab = multiples(s.outputs(), s.width());
        int[] wtab = multiples(s.outputs(), DenseStep.PACKED_ROW);
        int[] out = multiples(images, s.features());
        return new Packed(f, s.features(), s.outputs(), s.weights(), s.packed(), s.partition()) {
            @Override
            void piece(Tile t, int worker, int b0, int b1, float[] from, int at, int to) {
                for (int k = t.t0; k < t.t1; k++) {
                    int row = k - t.t0;
                    System.arraycopy(
                            from, at + row * features, t.w, to + row * DenseStep.PACKED_ROW, (b1 - b0) * LANES);
                }
                t.in = f.array(s.columns());
                t.inOff = f.base(s.columns(), worker, 0);
                t.tab = tab;
                t.wtab = wtab;
                t.out = f.array(s.dx());
                t.oo = out;
                for (int b = b0; b < b1; b += blocks) {
                    t.wOff = to - t.t0 * DenseStep.PACKED_ROW + (b - b0) * LANES;
                    t.outOff = f.base(s.dx(), worker, 0) + b * LANES;
                    f.kernels.gradient(t, Math.min(blocks, b1 - b), 0, images);
                }
            }

            @Override
            public void prime(Primer primer) {
                primer.add(Family.GRADIENT, blocks, images);
            }
        };
    }

    static Runner backwardWeights(Frame f, DenseStep.DenseBackwardWeights s) {
        int images = s.x().images();
        int[] columns = multiples(s.outputs(), s.width());
        int[] tab = multiples(images, 1);
        int[] out = multiples(s.outputs(), s.features());
        int run = images % RUN == 0 ? RUN : 1;
        return new Packed(f, s.features(), images, s.x(), s.packed(), s.partition()) {
            @Override
            void piece(Tile t, int worker, int b0, int b1, float[] from, int at, int to) {
                int count = t.t1 - t.t0;
                for (int b = b0; b < b1; b += blocks) {
                    int floats = Math.min(blocks, b1 - b) * LANES;
                    int first = at + (b - b0) * LANES;
                    int group = to + (b - b0) * count * LANES;
                    for (int k = 0; k < count; k++) {
                        System.arraycopy(from, first + k * features, t.w, group + k * floats, floats);
                    }
                }
                t.in = f.array(s.columns());
                t.inOff = f.base(s.columns(), worker, 0);
                t.xo = columns;
                t.tab = tab;
                t.run = run;
                t.out = f.array(s.gradient());
                t.oo = out;
                for (int o = 0; o < s.outputs(); o += ROWS) {
                    for (int b = b0; b < b1; b += blocks) {
                        int some = Math.min(blocks, b1 - b);
                        t.wOff = to + (b - b0) * count * LANES - t.t0 * some * LANES;
                        t.outOff = f.base(s.gradient(), worker, 0) + b * LANES;
                        f.kernels.multiply(t, some, o, Math.min(o + ROWS, s.outputs()));
                    }
                }
            }

            @Override
            public void prime(Primer primer) {
                primer.add(run == RUN ? Family.RUNS : Family.SINGLES, blocks, ROWS);
            }
        };
    }
}
