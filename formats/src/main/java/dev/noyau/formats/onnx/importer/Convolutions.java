package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;

/// Conv and ConvTranspose on images.
final class Convolutions {
    private static final String IMAGE = "an image (N, C, H, W)";
    private static final String WEIGHT = "a weight with 4 axes";

    private Convolutions() {}

    /// Shapes: x (N, C, H, W), w (O, C/group, kh, kw), b (O).
    static void conv(Site s) {
        Value x = s.value(0, 4, IMAGE);
        Value w = s.value(1, 4, WEIGHT);
        Window window = Windows.of(s, x.shape(), w.shape().dim(2), w.shape().dim(3));
        int groups = s.toInt(s.integer("group", 1), "group");
        biased(s, s.emit(new Conv2d(window, groups), x, w));
    }

    /// The gradient of a convolution from an image of the output's size. Shapes: x (N, O, H, W), w (O, C/group,
    /// kh, kw), b (C).
    static void transposed(Site s) {
        Value x = s.value(0, 4, IMAGE);
        Value w = s.value(1, 4, WEIGHT);
        if (!s.text("auto_pad", "NOTSET").equals("NOTSET") || s.ints("output_shape") != null) {
            throw s.unsupported("auto_pad and output_shape are not supported, give pads and output_padding");
        }
        Window window = Windows.of(s, x.shape(), w.shape().dim(2), w.shape().dim(3));
        int groups = s.toInt(s.integer("group", 1), "group");
        int[] extra = Windows.pair(s, "output_padding", 0, 0);
        int h = grown(x.shape().dim(2), window.sh(), window.extentH(), window.top() + window.bottom(), extra[0]);
        int v = grown(x.shape().dim(3), window.sw(), window.extentW(), window.left() + window.right(), extra[1]);
        int channels = Math.multiplyExact(w.shape().dim(1), groups);
        Shape image = Shape.of(x.shape().dim(0), channels, h, v);
        biased(s, s.emit(new Conv2dBackwardData(window, groups, image), x, w));
    }

    private static int grown(int size, int stride, int extent, int pad, int extra) {
        return Math.toIntExact((size - 1L) * stride + extent - pad + extra);
    }

    private static void biased(Site s, Value y) {
        s.result(s.has(2) ? s.emit(new BiasAdd(), y, s.value(2)) : y);
    }
}
