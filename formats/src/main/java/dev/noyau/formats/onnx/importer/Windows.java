package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;

/// The attributes that convolution and pooling share: kernel_shape, strides, pads, dilations, auto_pad.
final class Windows {
    private Windows() {}

    /// The window of an operator on an image.
    ///
    /// @param image (N, C, H, W), for paddings that depend on its size
    /// @param kh kernel height where kernel_shape is absent; 0 where it must not be
    static Window of(Site s, Shape image, int kh, int kw) {
        int[] kernel = pair(s, "kernel_shape", kh, kw);
        int[] stride = pair(s, "strides", 1, 1);
        int[] dilation = pair(s, "dilations", 1, 1);
        Window w = Window.of(kernel[0], kernel[1]).stride(stride[0], stride[1]).dilation(dilation[0], dilation[1]);
        long[] pads = s.ints("pads");
        String auto = s.text("auto_pad", "NOTSET");
        return switch (auto) {
            case "NOTSET" -> pads == null ? w : padded(s, w, pads);
            case "VALID" -> w;
            case "SAME_UPPER" -> same(w, image, true);
            case "SAME_LOWER" -> same(w, image, false);
            default -> throw s.unsupported("auto_pad " + auto + " is not supported");
        };
    }

    private static Window padded(Site s, Window w, long[] pads) {
        if (pads.length != 4) {
            throw s.unsupported("pads should have 4 numbers, found " + pads.length);
        }
        return w.padding(
                s.toInt(pads[0], "padding"),
                s.toInt(pads[1], "padding"),
                s.toInt(pads[2], "padding"),
                s.toInt(pads[3], "padding"));
    }

    /// As much padding as makes the output ⌈size / stride⌉ large; what is odd goes to the end (upper) or
    /// beginning.
    private static Window same(Window w, Shape image, boolean upper) {
        int v = total(image.dim(2), w.sh(), w.extentH());
        int h = total(image.dim(3), w.sw(), w.extentW());
        int top = upper ? v / 2 : v - v / 2;
        int left = upper ? h / 2 : h - h / 2;
        return w.padding(top, left, v - top, h - left);
    }

    private static int total(int size, int stride, int extent) {
        return Math.max((Math.ceilDiv(size, stride) - 1) * stride + extent - size, 0);
    }

    /// A pair of numbers, one for each of the image's axes, with what they are where the attribute is absent.
    static int[] pair(Site s, String name, int absentH, int absentW) {
        long[] v = s.ints(name);
        if (v == null) {
            return new int[] {absentH, absentW};
        }
        if (v.length != 2) {
            throw s.unsupported(name + " should have 2 numbers, found " + v.length);
        }
        return new int[] {s.toInt(v[0], name), s.toInt(v[1], name)};
    }
}
