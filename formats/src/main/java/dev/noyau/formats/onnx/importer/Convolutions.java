package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;

/// Conv and ConvTranspose on images, signals and volumes.
final class Convolutions {
    private static final int VOLUME = 5;

    private Convolutions() {}

    static void conv(Site s) {
        Value y = convolved(s, s.value(0), s.weight(1));
        s.result(biased(s, y, 2));
    }

    /// Shapes: x (N, C, H, W), w (O, C/group, kh, kw), or without height, or with depth before it.
    static Value convolved(Site s, Value x, Value w) {
        int rank = checked(s, x, w);
        int groups = s.toInt(s.integer("group", 1), "group");
        if (rank == VOLUME) {
            return Volumes.conv(s, x, w, groups);
        }
        Window window = Windows.of(s, x.shape(), Images.height(w.shape()), Images.width(w.shape()));
        return s.emit(new Conv2d(window, groups), x, w);
    }

    /// The gradient of a convolution from an image of the output's size. Shapes: x (N, O, H, W), w (O, C/group, kh,
    /// kw), or without height, or with depth before it.
    static void transposed(Site s) {
        Value x = s.value(0);
        Value w = s.weight(1);
        int rank = checked(s, x, w);
        int groups = s.toInt(s.integer("group", 1), "group");
        Spread spread = Spread.of(s, x.shape(), w.shape());
        if (rank == VOLUME) {
            s.result(biased(s, Volumes.transposed(s, x, w, groups, spread), 2));
            return;
        }
        int channels = Math.multiplyExact(w.shape().dim(1), groups);
        int[] d = x.shape().dims();
        d[1] = channels;
        System.arraycopy(spread.out(), 0, d, 2, rank - 2);
        s.result(biased(s, s.emit(new Conv2dBackwardData(spread.window(), groups, Shape.of(d)), x, w), 2));
    }

    /// The number of axes of image and weight.
    private static int checked(Site s, Value x, Value w) {
        int rank = x.shape().rank();
        if (rank < Images.SIGNAL || rank > VOLUME) {
            throw s.unsupported("input '" + s.node().inputs().getFirst() + "' has the shape " + x.shape()
                    + "; only signals (N, C, L), images (N, C, H, W) and volumes (N, C, D, H, W) are supported");
        }
        if (w.shape().rank() != rank) {
            throw s.unsupported(
                    "the weight has the shape " + w.shape() + ", expected " + rank + " axes as " + x.shape());
        }
        return rank;
    }

    private static Value biased(Site s, Value y, int input) {
        return s.has(input) ? s.emit(new BiasAdd(), y, s.weight(input)) : y;
    }
}
