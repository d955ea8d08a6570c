package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;

/// The attributes that convolution and pooling share: kernel_shape, strides, pads, dilations, auto_pad.
final class Windows {
    private Windows() {}

    /// The window of an operator on an image or signal, which is an image of one row.
    ///
    /// @param image (N, C, H, W) or (N, C, L), for paddings that depend on its size
    /// @param kh kernel height where kernel_shape is absent; 0 where it must not be
    static Window of(Site s, Shape image, int kh, int kw) {
        int axes = image.rank() - 2;
        int[] kernel = pair(s, "kernel_shape", axes, kh, kw);
        int[] stride = pair(s, "strides", axes, 1, 1);
        int[] dilation = pair(s, "dilations", axes, 1, 1);
        Window w = Window.of(kernel[0], kernel[1]).stride(stride[0], stride[1]).dilation(dilation[0], dilation[1]);
        long[] pads = s.ints("pads");
        String auto = s.text("auto_pad", "NOTSET");
        return switch (auto) {
            case "NOTSET" -> pads == null ? w : padded(s, w, axes, pads);
            case "VALID" -> w;
            case "SAME_UPPER" -> w.same(Images.height(image), Images.width(image), false);
            case "SAME_LOWER" -> w.same(Images.height(image), Images.width(image), true);
            default -> throw s.unsupported("auto_pad " + auto + " is not supported");
        };
    }

    private static Window padded(Site s, Window w, int axes, long[] pads) {
        if (pads.length != 2 * axes) {
            throw s.unsupported("pads should have " + 2 * axes + " numbers, found " + pads.length);
        }
        int left = s.toInt(pads[axes - 1], "padding");
        int right = s.toInt(pads[2 * axes - 1], "padding");
        return axes == 1
                ? w.padding(0, left, 0, right)
                : w.padding(s.toInt(pads[0], "padding"), left, s.toInt(pads[2], "padding"), right);
    }

    /// A pair of numbers, one for each of an image's axes, with what they are where the attribute is absent; of a
    /// signal's one axis, the second.
    static int[] pair(Site s, String name, int axes, int absentH, int absentW) {
        long[] v = s.ints(name);
        if (v == null) {
            return new int[] {absentH, absentW};
        }
        if (v.length != axes) {
            throw s.unsupported(
                    name + " should have " + axes + (axes == 1 ? " number" : " numbers") + ", found " + v.length);
        }
        int last = s.toInt(v[axes - 1], name);
        return new int[] {axes == 1 ? absentH : s.toInt(v[0], name), last};
    }
}
