package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The sizes of a transposed convolution, along each axis behind the channels.
///
/// @param before padding that is cut off in front
/// @param after padding that is cut off behind; where the result is larger than what the window reaches, zeros follow
/// @param out sizes of the result
record Spread(int[] kernel, int[] stride, int[] dilation, int[] before, int[] after, int[] out) {

    /// From the attributes: explicit pads and output_padding; or the output's shape, or auto_pad, from which the
    /// pads follow.
    static Spread of(Site s, Shape x, Shape w) {
        int axes = x.rank() - 2;
        int[] kernel = numbers(s, "kernel_shape", Arrays.copyOfRange(w.dims(), 2, w.rank()));
        int[] stride = numbers(s, "strides", filled(axes, 1));
        int[] dilation = numbers(s, "dilations", filled(axes, 1));
        int[] extra = numbers(s, "output_padding", filled(axes, 0));
        int[] pads = numbers(s, "pads", filled(2 * axes, 0));
        int[] wanted = wanted(s, x, stride);
        boolean lower = s.text("auto_pad", "NOTSET").equals("SAME_LOWER");
        int[] before = new int[axes];
        int[] after = new int[axes];
        int[] out = new int[axes];
        for (int i = 0; i < axes; i++) {
            int full = Math.toIntExact((x.dim(2 + i) - 1L) * stride[i] + dilation[i] * (kernel[i] - 1L) + 1 + extra[i]);
            before[i] = pads[i];
            after[i] = pads[axes + i];
            if (wanted != null) {
                int total = full - wanted[i];
                before[i] = lower ? total - total / 2 : total / 2;
                after[i] = total - before[i];
            }
            out[i] = full - before[i] - after[i];
            after[i] = Math.max(after[i], 0);
        }
        return new Spread(kernel, stride, dilation, before, after, out);
    }

    /// The output's sizes, where they are said; the pads are split so that an odd one stands behind, except for
    /// `SAME_LOWER`.
    private static int @Nullable [] wanted(Site s, Shape x, int[] stride) {
        long[] shape = s.ints("output_shape");
        int[] sizes = new int[x.rank() - 2];
        if (shape != null) {
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = s.toInt(shape[shape.length - sizes.length + i], "output_shape");
            }
            return sizes;
        }
        String auto = s.text("auto_pad", "NOTSET");
        switch (auto) {
            case "NOTSET", "VALID" -> {
                return null;
            }
            case "SAME_UPPER", "SAME_LOWER" -> {
                for (int i = 0; i < sizes.length; i++) {
                    sizes[i] = x.dim(2 + i) * stride[i];
                }
                return sizes;
            }
            default -> throw s.unsupported("auto_pad " + auto + " is not supported");
        }
    }

    static int[] filled(int n, int value) {
        int[] a = new int[n];
        Arrays.fill(a, value);
        return a;
    }

    /// A list of so many whole numbers, or what it is where it is absent.
    static int[] numbers(Site s, String name, int[] absent) {
        long[] given = s.ints(name);
        if (given == null) {
            return absent;
        }
        if (given.length != absent.length) {
            throw s.unsupported(name + " should have " + absent.length + " numbers, found " + given.length);
        }
        int[] a = new int[given.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = s.toInt(given[i], name);
        }
        return a;
    }

    /// The same as a window over an image or a signal.
    Window window() {
        boolean signal = kernel.length == 1;
        int y = signal ? -1 : 0;
        int x = kernel.length - 1;
        return Window.of(at(kernel, y, 1), kernel[x])
                .stride(at(stride, y, 1), stride[x])
                .dilation(at(dilation, y, 1), dilation[x])
                .padding(at(before, y, 0), before[x], at(after, y, 0), after[x]);
    }

    private static int at(int[] a, int i, int absent) {
        return i < 0 ? absent : a[i];
    }
}
