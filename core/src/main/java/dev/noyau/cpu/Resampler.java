package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.MoveStep.Resample;
import dev.noyau.graph.op.ResizeAxis;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gives blocked images another size: rows are weighted sums of rows, then columns of columns; the gradient goes the
/// same way back.
final class Resampler {
    private static final int LANES = ImageLayout.LANES;

    private final Frame frame;
    private final Resample step;
    private final Axis rows;
    private final Axis columns;
    private final float[][] sums;
    private final float[][] line;

    /// Weighted sums along one axis; without a map each value is itself.
    private static final class Axis {
        final int[] first;
        final int[] index;
        final float[] weight;

        Axis(@Nullable ResizeAxis a, int size) {
            int out = a == null ? size : a.out();
            first = new int[out + 1];
            for (int i = 0; i <= out; i++) {
                first[i] = a == null ? i : a.first(i);
            }
            index = new int[first[out]];
            weight = new float[first[out]];
            for (int k = 0; k < index.length; k++) {
                index[k] = a == null ? k : a.index(k);
                weight[k] = a == null ? 1 : (float) a.weight(k);
            }
        }
    }

    private Resampler(Frame frame, Resample step) {
        this.frame = frame;
        this.step = step;
        ImageLayout x = step.x().layout();
        rows = new Axis(step.rows(), x.h());
        columns = new Axis(step.columns(), x.w());
        int longest = Math.max(x.w(), step.y().layout().w()) * LANES;
        sums = new float[frame.workers()][longest];
        line = new float[frame.workers()][longest];
    }

    static Runner of(Frame f, Resample s) {
        Resampler r = new Resampler(f, s);
        return PerImage.over(f, s.y(), s.partition(), (n, b0, b1, worker) -> {
            for (int b = b0; b < b1; b++) {
                if (s.back()) {
                    r.back(n, b, worker);
                } else {
                    r.forward(n, b, worker);
                }
            }
        });
    }

    private int at(boolean y, int worker, int image, int block, int row) {
        Buffer b = y ? step.y() : step.x();
        ImageLayout l = b.layout();
        return frame.base(b, worker, image) + block * l.blockStride() + l.offset(0, row, 0);
    }

    private void forward(int image, int block, int worker) {
        ImageLayout x = step.x().layout();
        ImageLayout y = step.y().layout();
        float[] in = frame.array(step.x());
        float[] out = frame.array(step.y());
        float[] sum = sums[worker];
        for (int r = 0; r < y.h(); r++) {
            int k = rows.first[r];
            boolean copied = k + 1 == rows.first[r + 1] && rows.weight[k] == 1;
            if (copied) {
                System.arraycopy(in, at(false, worker, image, block, rows.index[k]), sum, 0, x.w() * LANES);
            } else {
                Arrays.fill(sum, 0, x.w() * LANES, 0);
                for (; k < rows.first[r + 1]; k++) {
                    System.arraycopy(
                            in, at(false, worker, image, block, rows.index[k]), line[worker], 0, x.w() * LANES);
                    add(line[worker], rows.weight[k], sum, x.w() * LANES);
                }
            }
            gather(sum, out, at(true, worker, image, block, r), y.w());
        }
    }

    private static void add(float[] a, float weight, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] = Math.fma(weight, a[i], sum[i]);
        }
    }

    /// Columns as weighted sums of columns.
    private void gather(float[] from, float[] to, int at, int width) {
        for (int c = 0; c < width; c++) {
            int o = at + c * LANES;
            int k = columns.first[c];
            int i = columns.index[k] * LANES;
            float w = columns.weight[k];
            if (w == 1) {
                System.arraycopy(from, i, to, o, LANES);
            } else {
                for (int l = 0; l < LANES; l++) {
                    to[o + l] = w * from[i + l];
                }
            }
            for (k++; k < columns.first[c + 1]; k++) {
                accumulate(from, columns.index[k] * LANES, columns.weight[k], to, o);
            }
        }
    }

    private static void accumulate(float[] from, int i, float w, float[] to, int o) {
        for (int l = 0; l < LANES; l++) {
            to[o + l] = Math.fma(w, from[i + l], to[o + l]);
        }
    }

    /// Here x is the gradient of the resized image, which has as many rows as there are sums.
    private void back(int image, int block, int worker) {
        ImageLayout x = step.x().layout();
        ImageLayout y = step.y().layout();
        float[] in = frame.array(step.x());
        float[] out = frame.array(step.y());
        float[] sum = sums[worker];
        float[] row = line[worker];
        int width = y.w() * LANES;
        for (int r = 0; r < y.h(); r++) {
            int at = at(true, worker, image, block, r);
            Arrays.fill(out, at, at + width, 0);
        }
        for (int r = 0; r < x.h(); r++) {
            Arrays.fill(sum, 0, width, 0);
            int from = at(false, worker, image, block, r);
            for (int c = 0; c < x.w(); c++) {
                for (int k = columns.first[c]; k < columns.first[c + 1]; k++) {
                    accumulate(in, from + c * LANES, columns.weight[k], sum, columns.index[k] * LANES);
                }
            }
            for (int k = rows.first[r]; k < rows.first[r + 1]; k++) {
                int at = at(true, worker, image, block, rows.index[k]);
                System.arraycopy(out, at, row, 0, width);
                add(sum, rows.weight[k], row, width);
                System.arraycopy(row, 0, out, at, width);
            }
        }
    }
}
