package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;

/// Conv and ConvTranspose on images and signals.
final class Convolutions {
    private Convolutions() {}

    /// Shapes: x (N, C, H, W), w (O, C/group, kh, kw), b (O), or without height.
    static void conv(Site s) {
        Value x = s.image(0);
        Value w = weight(s, x);
        int groups = s.toInt(s.integer("group", 1), "group");
        biased(s, s.emit(new Conv2d(window(s, x, w), groups), x, w));
    }

    /// The gradient of a convolution from an image of the output's size. Shapes: x (N, O, H, W), w (O, C/group, kh,
    /// kw), b (C), or without height.
    static void transposed(Site s) {
        Value x = s.image(0);
        Value w = weight(s, x);
        if (!s.text("auto_pad", "NOTSET").equals("NOTSET") || s.ints("output_shape") != null) {
            throw s.unsupported("auto_pad and output_shape are not supported, give pads and output_padding");
        }
        Window window = window(s, x, w);
        int groups = s.toInt(s.integer("group", 1), "group");
        int rank = x.shape().rank();
        int[] extra = Windows.pair(s, "output_padding", rank - 2, 0, 0);
        int height = Images.height(x.shape());
        int width = Images.width(x.shape());
        int v = grown(height, window.sh(), window.extentH(), window.top() + window.bottom(), extra[0]);
        int u = grown(width, window.sw(), window.extentW(), window.left() + window.right(), extra[1]);
        int batch = x.shape().dim(0);
        int channels = Math.multiplyExact(w.shape().dim(1), groups);
        Shape y = rank == Images.SIGNAL ? Shape.of(batch, channels, u) : Shape.of(batch, channels, v, u);
        biased(s, s.emit(new Conv2dBackwardData(window, groups, y), x, w));
    }

    private static Value weight(Site s, Value x) {
        int rank = x.shape().rank();
        return s.weight(1, rank, "a weight with " + rank + " axes");
    }

    private static Window window(Site s, Value x, Value w) {
        return Windows.of(s, x.shape(), Images.height(w.shape()), Images.width(w.shape()));
    }

    private static int grown(int size, int stride, int extent, int pad, int extra) {
        return Math.toIntExact((size - 1L) * stride + extent - pad + extra);
    }

    private static void biased(Site s, Value y) {
        s.result(s.has(2) ? s.emit(new BiasAdd(), y, s.weight(2)) : y);
    }
}
