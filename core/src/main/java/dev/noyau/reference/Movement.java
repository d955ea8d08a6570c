package dev.noyau.reference;

import dev.noyau.tensor.DType;
import java.util.List;

/// Values that are copied, repeated or summed along axes.
final class Movement {
    private Movement() {}

    static void copy(NdArray x, NdArray y) {
        if (x.type().dtype() == DType.F32) {
            y.load(x.doubles());
        } else {
            y.load(x.longs());
        }
    }

    static void broadcast(NdArray x, NdArray y) {
        if (y.size() > 0) {
            broadcast(0, x, 0, x.size(), y, 0, y.size());
        }
    }

    private static void broadcast(int axis, NdArray x, int atX, int sizeX, NdArray y, int atY, int sizeY) {
        int rank = y.shape().rank();
        if (axis == rank) {
            if (y.type().dtype() == DType.F32) {
                y.doubles()[atY] = x.doubles()[atX];
            } else {
                y.longs()[atY] = x.longs()[atX];
            }
            return;
        }
        int n = y.shape().dim(axis);
        int nX = Elementwise.dim(x.shape(), axis - rank);
        for (int i = 0; i < n; i++) {
            int fromX = nX == 1 ? atX : atX + i * (sizeX / nX);
            broadcast(axis + 1, x, fromX, sizeX / nX, y, atY + i * (sizeY / n), sizeY / n);
        }
    }

    /// Channels are axis 1.
    static void biasAdd(NdArray x, NdArray bias, NdArray y) {
        double[] in = x.doubles();
        double[] b = bias.doubles();
        double[] out = y.doubles();
        int channels = b.length;
        int inner = (int) x.shape().size(2, x.shape().rank());
        for (int i = 0; i < out.length; i++) {
            out[i] = in[i] + b[i / inner % channels];
        }
    }

    static void reduceSum(NdArray x, List<Integer> axes, NdArray y) {
        java.util.Arrays.fill(y.doubles(), 0);
        if (x.size() > 0) {
            reduceSum(0, x, 0, x.size(), axes, y.doubles(), 0, y.size());
        }
    }

    private static void reduceSum(
            int axis, NdArray x, int atX, int sizeX, List<Integer> axes, double[] y, int atY, int sizeY) {
        int rank = x.shape().rank();
        if (axis == rank) {
            y[atY] += x.doubles()[atX];
            return;
        }
        int n = x.shape().dim(axis);
        int nY = axes.contains(axis) || axes.contains(axis - rank) ? 1 : n;
        for (int i = 0; i < n; i++) {
            int toY = nY == 1 ? atY : atY + i * (sizeY / nY);
            reduceSum(axis + 1, x, atX + i * (sizeX / n), sizeX / n, axes, y, toY, sizeY / nY);
        }
    }
}
