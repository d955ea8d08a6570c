package dev.noyau.reference;

import dev.noyau.graph.op.DepthToSpace;
import dev.noyau.graph.op.Resize;
import dev.noyau.graph.op.ResizeAxis;
import dev.noyau.graph.op.ResizeBackward;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Other sizes for images: resizing, and channels that become pixels.
final class Resampling {
    private Resampling() {}

    static void forward(Resize op, NdArray x, NdArray y) {
        Arrays.fill(y.doubles(), 0);
        if (y.size() > 0) {
            go(op.axes(), op.how().extrapolation(), false, 0, x, 0, x.size(), y, 0, y.size(), 1);
        }
    }

    static void backward(ResizeBackward op, NdArray dy, NdArray dx) {
        Arrays.fill(dx.doubles(), 0);
        if (dx.size() > 0) {
            go(op.axes(), 0, true, 0, dx, 0, dx.size(), dy, 0, dy.size(), 1);
        }
    }

    /// Goes through axis `axis` and all after it, in a part of x and of y, each given by where it starts and how many
    /// values it has. Adds what x has with its weight to y, or with `back` what y has to x.
    private static void go(
            List<ResizeAxis> axes,
            double outside,
            boolean back,
            int axis,
            NdArray x,
            int atX,
            int sizeX,
            NdArray y,
            int atY,
            int sizeY,
            double weight) {
        if (axis == y.shape().rank()) {
            if (back) {
                x.doubles()[atX] += weight * y.doubles()[atY];
            } else {
                y.doubles()[atY] += weight * x.doubles()[atX];
            }
            return;
        }
        ResizeAxis map = find(axes, axis);
        int n = y.shape().dim(axis);
        int stepX = sizeX / x.shape().dim(axis);
        int stepY = sizeY / n;
        for (int i = 0; i < n; i++) {
            int to = atY + i * stepY;
            if (map == null) {
                go(axes, outside, back, axis + 1, x, atX + i * stepX, stepX, y, to, stepY, weight);
                continue;
            }
            if (map.first(i) == map.first(i + 1) && !back) {
                Arrays.fill(y.doubles(), to, to + stepY, outside);
            }
            for (int k = map.first(i); k < map.first(i + 1); k++) {
                int from = atX + map.index(k) * stepX;
                go(axes, outside, back, axis + 1, x, from, stepX, y, to, stepY, weight * map.weight(k));
            }
        }
    }

    private static @Nullable ResizeAxis find(List<ResizeAxis> axes, int axis) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i).axis() == axis) {
                return axes.get(i);
            }
        }
        return null;
    }

    /// @param toSpace whether `deep` is read and `wide` written, or the other way round
    static void shuffle(int block, boolean channelsFirst, NdArray deep, NdArray wide, boolean toSpace) {
        Shape s = wide.shape();
        Shape d = deep.shape();
        double[] from = toSpace ? deep.doubles() : wide.doubles();
        double[] to = toSpace ? wide.doubles() : deep.doubles();
        for (int i = 0; i < wide.size(); i++) {
            int column = i % s.dim(3);
            int row = i / s.dim(3) % s.dim(2);
            int c = i / s.dim(3) / s.dim(2) % s.dim(1);
            int n = i / s.dim(3) / s.dim(2) / s.dim(1);
            int channel = DepthToSpace.depth(block, channelsFirst, s.dim(1), c, row % block, column % block);
            int j = ((n * d.dim(1) + channel) * d.dim(2) + row / block) * d.dim(3) + column / block;
            if (toSpace) {
                to[i] = from[j];
            } else {
                to[j] = from[i];
            }
        }
    }
}
