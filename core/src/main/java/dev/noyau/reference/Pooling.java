package dev.noyau.reference;

import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.PoolWindows;
import dev.noyau.tensor.Shape;
import java.util.Arrays;

/// Largest value and mean of windows, with their gradients. All of them ask [#place] where the taps of a window lie.
final class Pooling {
    private Pooling() {}

    static void max(PoolWindows win, NdArray x, NdArray y) {
        double[] in = x.doubles();
        double[] out = y.doubles();
        for (int o = 0; o < out.length; o++) {
            int at = largest(win, in, x.shape(), y.shape(), o);
            out[o] = at < 0 ? Double.NEGATIVE_INFINITY : in[at];
        }
    }

    static void maxBackward(PoolWindows win, NdArray dy, NdArray x, NdArray dx) {
        Arrays.fill(dx.doubles(), 0);
        double[] g = dy.doubles();
        for (int o = 0; o < g.length; o++) {
            int at = largest(win, x.doubles(), x.shape(), dy.shape(), o);
            if (at >= 0) {
                dx.doubles()[at] += g[o];
            }
        }
    }

    static void maxGather(PoolWindows win, NdArray g, NdArray x, NdArray y) {
        double[] out = y.doubles();
        for (int o = 0; o < out.length; o++) {
            int at = largest(win, x.doubles(), x.shape(), y.shape(), o);
            out[o] = at < 0 ? 0 : g.doubles()[at];
        }
    }

    /// Position in x of the largest value in the window of output `o`: the first of equals in row order, NaN before
    /// all; −1 for a window that misses the image, which dilation makes possible.
    private static int largest(PoolWindows win, double[] in, Shape x, Shape y, int o) {
        int best = -1;
        int taps = taps(win, x, y, o);
        for (int t = 0; t < taps; t++) {
            int at = place(win, x, y, o, t);
            if (at >= 0 && (best < 0 || in[at] > in[best] || Double.isNaN(in[at]) && !Double.isNaN(in[best]))) {
                best = at;
            }
        }
        return best;
    }

    static void average(PoolWindows win, boolean countPadding, NdArray x, NdArray y) {
        double[] in = x.doubles();
        double[] out = y.doubles();
        for (int o = 0; o < out.length; o++) {
            double sum = 0;
            int taps = taps(win, x.shape(), y.shape(), o);
            for (int t = 0; t < taps; t++) {
                int at = place(win, x.shape(), y.shape(), o, t);
                sum += at < 0 ? 0 : in[at];
            }
            out[o] = sum / divisor(win, countPadding, x.shape(), y.shape(), o);
        }
    }

    static void averageBackward(PoolWindows win, boolean countPadding, NdArray dy, NdArray dx) {
        Arrays.fill(dx.doubles(), 0);
        double[] g = dy.doubles();
        for (int o = 0; o < g.length; o++) {
            double part = g[o] / divisor(win, countPadding, dx.shape(), dy.shape(), o);
            int taps = taps(win, dx.shape(), dy.shape(), o);
            for (int t = 0; t < taps; t++) {
                int at = place(win, dx.shape(), dy.shape(), o, t);
                if (at >= 0) {
                    dx.doubles()[at] += part;
                }
            }
        }
    }

    /// At least 1: the mean of no values is 0.
    private static int divisor(PoolWindows win, boolean countPadding, Shape x, Shape y, int o) {
        if (countPadding) {
            return win.countedRows(row(y, o), Images.height(x)) * win.countedColumns(column(y, o), Images.width(x));
        }
        int inside = 0;
        int taps = taps(win, x, y, o);
        for (int t = 0; t < taps; t++) {
            inside += place(win, x, y, o, t) < 0 ? 0 : 1;
        }
        return Math.max(inside, 1);
    }

    private static int row(Shape y, int o) {
        return o / Images.width(y) % Images.height(y);
    }

    private static int column(Shape y, int o) {
        return o % Images.width(y);
    }

    /// Taps of the window of output `o`.
    private static int taps(PoolWindows win, Shape x, Shape y, int o) {
        return win.rows(row(y, o), Images.height(x)) * win.columns(column(y, o), Images.width(x));
    }

    /// Where tap `t` of the window of output `o` lies in the input, −1 outside of the image.
    private static int place(PoolWindows win, Shape x, Shape y, int o, int t) {
        int height = Images.height(x);
        int width = Images.width(x);
        int i = row(y, o);
        int j = column(y, o);
        int columns = win.columns(j, width);
        int row = win.firstRow(i, height) + t / columns * win.dh();
        int column = win.firstColumn(j, width) + t % columns * win.dw();
        int plane = o / Images.width(y) / Images.height(y);
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        return inside ? (plane * height + row) * width + column : -1;
    }

    static void globalMax(NdArray x, NdArray y) {
        double[] in = x.doubles();
        double[] out = y.doubles();
        int pixels = in.length / Math.max(1, out.length);
        for (int o = 0; o < out.length; o++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < pixels; i++) {
                most = StrictMath.max(most, in[o * pixels + i]);
            }
            out[o] = most;
        }
    }

    static void globalAverage(NdArray x, NdArray y) {
        double[] in = x.doubles();
        double[] out = y.doubles();
        int pixels = (int) x.shape().size(2, x.shape().rank());
        for (int o = 0; o < out.length; o++) {
            double sum = 0;
            for (int i = 0; i < pixels; i++) {
                sum += in[o * pixels + i];
            }
            out[o] = sum / pixels;
        }
    }
}
