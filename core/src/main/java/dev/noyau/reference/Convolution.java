package dev.noyau.reference;

import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.Arrays;

/// Convolution and its two gradients: the same loops over images, filters, pixels and taps; only the array that is
/// summed into differs.
final class Convolution {
    private Convolution() {}

    static long forward(Window win, int groups, NdArray x, NdArray w, NdArray y) {
        return run(Sum.OUTPUT, win, groups, x, w, y);
    }

    static long backwardData(Window win, int groups, NdArray dy, NdArray w, NdArray dx) {
        return run(Sum.INPUT, win, groups, dx, w, dy);
    }

    static long backwardWeights(Window win, int groups, NdArray dy, NdArray x, NdArray dw) {
        return run(Sum.WEIGHTS, win, groups, x, dw, dy);
    }

    /// Which of the three arrays of `y = w * x` is computed from the other two.
    private enum Sum {
        OUTPUT,
        INPUT,
        WEIGHTS
    }

    private static long run(Sum sum, Window win, int groups, NdArray xs, NdArray ws, NdArray ys) {
        Shape sy = ys.shape();
        Arrays.fill((sum == Sum.OUTPUT ? ys : sum == Sum.INPUT ? xs : ws).doubles(), 0);
        long macs = 0;
        for (int at = 0; at < ys.size(); at++) {
            int line = at / Images.width(sy);
            int j = at % Images.width(sy);
            int i = line % Images.height(sy);
            int plane = line / Images.height(sy);
            macs += taps(sum, win, groups, xs, ws, ys.doubles(), at, plane, i, j);
        }
        return macs;
    }

    /// All taps of output pixel (i, j) of plane n·O + o, which stands at `atY`.
    private static long taps(
            Sum sum, Window win, int groups, NdArray xs, NdArray ws, double[] y, int atY, int plane, int i, int j) {
        double[] x = xs.doubles();
        double[] w = ws.doubles();
        int filters = ws.shape().dim(0);
        int depth = ws.shape().dim(1);
        int height = Images.height(xs.shape());
        int width = Images.width(xs.shape());
        int o = plane % filters;
        int firstPlane = plane / filters * xs.shape().dim(1) + o / (filters / groups) * depth;
        int atW = o * depth * win.kh() * win.kw();
        long macs = 0;
        for (int c = 0; c < depth; c++) {
            for (int m = 0; m < win.kh(); m++) {
                int row = i * win.sh() + m * win.dh() - win.top();
                for (int q = 0; q < win.kw(); q++, atW++) {
                    int column = j * win.sw() + q * win.dw() - win.left();
                    macs++;
                    if (row < 0 || row >= height || column < 0 || column >= width) {
                        continue;
                    }
                    int atX = ((firstPlane + c) * height + row) * width + column;
                    switch (sum) {
                        case OUTPUT -> y[atY] += w[atW] * x[atX];
                        case INPUT -> x[atX] += w[atW] * y[atY];
                        case WEIGHTS -> w[atW] += y[atY] * x[atX];
                    }
                }
            }
        }
        return macs;
    }
}
