package dev.noyau.reference;

import dev.noyau.graph.op.Window;
import java.util.Arrays;

/// Largest value and mean of windows, with their gradients. All of them ask [#place] where the taps of a window
/// lie.
final class Pooling {
    private Pooling() {}

    static void max(Window win, NdArray x, NdArray y) {
        double[] in = x.doubles();
        double[] out = y.doubles();
        for (int o = 0; o < out.length; o++) {
            int at = largest(win, in, x, y, o);
            out[o] = at < 0 ? Double.NEGATIVE_INFINITY : in[at];
        }
    }

    static void maxBackward(Window win, NdArray dy, NdArray x, NdArray dx) {
        Arrays.fill(dx.doubles(), 0);
        double[] g = dy.doubles();
        for (int o = 0; o < g.length; o++) {
            int at = largest(win, x.doubles(), x, dy, o);
            if (at >= 0) {
                dx.doubles()[at] += g[o];
            }
        }
    }

    static void maxGather(Window win, NdArray g, NdArray x, NdArray y) {
        double[] out = y.doubles();
        for (int o = 0; o < out.length; o++) {
            int at = largest(win, x.doubles(), x, y, o);
            out[o] = at < 0 ? 0 : g.doubles()[at];
        }
    }

    /// Position in x of the largest value in the window of output `o`: the first of equals in row order, NaN
    /// before all; −1 for a window that misses the image, which dilation makes possible.
    private static int largest(Window win, double[] in, NdArray x, NdArray y, int o) {
        int best = -1;
        for (int t = 0; t < win.kh() * win.kw(); t++) {
            int at = place(win, x, y, o, t);
            if (at >= 0 && (best < 0 || in[at] > in[best] || Double.isNaN(in[at]) && !Double.isNaN(in[best]))) {
                best = at;
            }
        }
        return best;
    }

    static void average(Window win, boolean countPadding, NdArray x, NdArray y) {
        double[] in = x.doubles();
        double[] out = y.doubles();
        int taps = win.kh() * win.kw();
        for (int o = 0; o < out.length; o++) {
            double sum = 0;
            for (int t = 0; t < taps; t++) {
                int at = place(win, x, y, o, t);
                sum += at < 0 ? 0 : in[at];
            }
            out[o] = sum / divisor(win, countPadding, x, y, o);
        }
    }

    static void averageBackward(Window win, boolean countPadding, NdArray dy, NdArray dx) {
        Arrays.fill(dx.doubles(), 0);
        double[] g = dy.doubles();
        int taps = win.kh() * win.kw();
        for (int o = 0; o < g.length; o++) {
            double part = g[o] / divisor(win, countPadding, dx, dy, o);
            for (int t = 0; t < taps; t++) {
                int at = place(win, dx, dy, o, t);
                if (at >= 0) {
                    dx.doubles()[at] += part;
                }
            }
        }
    }

    /// At least 1: the mean of no values is 0.
    private static int divisor(Window win, boolean countPadding, NdArray x, NdArray y, int o) {
        int taps = win.kh() * win.kw();
        if (countPadding) {
            return taps;
        }
        int inside = 0;
        for (int t = 0; t < taps; t++) {
            inside += place(win, x, y, o, t) < 0 ? 0 : 1;
        }
        return Math.max(inside, 1);
    }

    /// Where tap `t` of the window of output `o` lies in the input, −1 outside of the image.
    private static int place(Window win, NdArray x, NdArray y, int o, int t) {
        int height = x.shape().dim(2);
        int width = x.shape().dim(3);
        int column = o % y.shape().dim(3) * win.sw() + t % win.kw() * win.dw() - win.left();
        int line = o / y.shape().dim(3);
        int row = line % y.shape().dim(2) * win.sh() + t / win.kw() * win.dh() - win.top();
        int plane = line / y.shape().dim(2);
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        return inside ? (plane * height + row) * width + column : -1;
    }

    static void globalAverage(NdArray x, NdArray y) {
        double[] in = x.doubles();
        double[] out = y.doubles();
        int pixels = (int) x.shape().size(2, 4);
        for (int o = 0; o < out.length; o++) {
            double sum = 0;
            for (int i = 0; i < pixels; i++) {
                sum += in[o * pixels + i];
            }
            out[o] = sum / pixels;
        }
    }
}
