package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Max;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Transpose;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Convolution and pooling of volumes (N, C, D, H, W), as those of images: each slice of the result is the sum (or
/// the largest) of what the planes of the window give on the slices that they look at.
final class Volumes {
    /// The window along the axis of depth, and over the images.
    private record Window3(int depth, int stride, int dilation, int front, int back, int out, Window images) {
        /// Slices behind so many that the last window looks at: in ceil mode more than the padding.
        int behind(int slices) {
            return Math.max(back, (out - 1) * stride + (depth - 1) * dilation + 1 - slices - front);
        }
    }

    private Volumes() {}

    static Value conv(Site s, Value x, Value w, int groups) {
        Window3 v = window(s, x.shape(), Arrays.copyOfRange(w.shape().dims(), 2, 5), false);
        Value padded = padded(s, x, v.front, v.behind(x.shape().dim(2)), 0);
        Value sum = planes(s, v.depth, new Add(), k -> {
            Value slices = images(s, taken(s, padded, k * v.dilation, v));
            return s.emit(new Conv2d(v.images, groups), slices, plane(s, w, k));
        });
        return volume(s, sum, x.shape().dim(0));
    }

    /// What the planes of the window give, added up (or whatever `combine` does).
    private static Value planes(Site s, int depth, Op combine, IntFunction<Value> plane) {
        if (depth < 1) {
            throw s.unsupported("the window has no planes");
        }
        Value all = plane.apply(0);
        for (int k = 1; k < depth; k++) {
            all = s.emit(combine, all, plane.apply(k));
        }
        return all;
    }

    /// Each plane of the window puts its slices at every stride-th place; what lies in the padding is cut off.
    static Value transposed(Site s, Value x, Value w, int groups, Spread spread) {
        Spread flat = new Spread(
                tail(spread.kernel()),
                tail(spread.stride()),
                tail(spread.dilation()),
                tail(spread.before()),
                tail(spread.after()),
                tail(spread.out()));
        int batch = x.shape().dim(0);
        int slices = x.shape().dim(2);
        int stride = spread.stride()[0];
        int channels = Math.multiplyExact(w.shape().dim(1), groups);
        Value images = images(s, x);
        Shape y = Shape.of(images.shape().dim(0), channels, flat.out()[0], flat.out()[1]);
        int reach = (slices - 1) * stride + 1;
        int last = (spread.kernel()[0] - 1) * spread.dilation()[0];
        int full = Math.max(spread.out()[0] + spread.before()[0], reach + last);
        Value sum = planes(s, spread.kernel()[0], new Add(), k -> {
            Value plane = s.emit(new Conv2dBackwardData(flat.window(), groups, y), images, plane(s, w, k));
            int first = k * spread.dilation()[0];
            Value spaced = spaced(s, volume(s, plane, batch), stride);
            return padded(s, spaced, first, full - reach - first, 0);
        });
        int from = spread.before()[0];
        return s.emit(Slice.of(2, from, from + spread.out()[0]), sum);
    }

    /// With stride - 1 slices of zeros between two.
    private static Value spaced(Site s, Value x, int stride) {
        if (stride == 1) {
            return x;
        }
        Shape f = x.shape();
        Value apart = s.reshape(x, Shape.of(f.dim(0), f.dim(1), f.dim(2), 1, f.dim(3), f.dim(4)));
        Integer[] pads = new Integer[12];
        Arrays.fill(pads, 0);
        pads[9] = stride - 1;
        Value zeros = s.emit(Pad.zeros(List.of(pads)), apart);
        Value flat = s.reshape(zeros, Shape.of(f.dim(0), f.dim(1), f.dim(2) * stride, f.dim(3), f.dim(4)));
        return s.emit(Slice.of(2, 0, (f.dim(2) - 1) * stride + 1), flat);
    }

    static Value maxPool(Site s, Value x) {
        Window3 v = window(s, x.shape(), null, s.integer("ceil_mode", 0) != 0);
        Value padded = padded(s, x, v.front, v.behind(x.shape().dim(2)), Float.NEGATIVE_INFINITY);
        return pooled(s, x, v, padded, new Max(), new MaxPool2d(v.images));
    }

    static Value averagePool(Site s, Value x, boolean countPadding) {
        Window3 v = window(s, x.shape(), null, s.integer("ceil_mode", 0) != 0);
        Value padded = padded(s, x, v.front, v.behind(x.shape().dim(2)), 0);
        Value all = pooled(s, x, v, padded, new Add(), new AvgPool2d(v.images, countPadding));
        return s.emit(new Mul(), all, s.builder().constant(shares(v, x.shape().dim(2), countPadding)));
    }

    private static Value pooled(Site s, Value x, Window3 v, Value padded, Op combine, Op pool) {
        Value all = planes(s, v.depth, combine, k -> s.emit(pool, images(s, taken(s, padded, k * v.dilation, v))));
        return volume(s, all, x.shape().dim(0));
    }

    /// One divided by the number of slices that count, for each slice of the result.
    private static Tensor shares(Window3 v, int depth, boolean countPadding) {
        float[] shares = new float[v.out];
        int declared = depth + (countPadding ? v.back : 0);
        for (int i = 0; i < v.out; i++) {
            int count = 0;
            for (int k = 0; k < v.depth; k++) {
                int at = i * v.stride + k * v.dilation - v.front;
                count += at < (countPadding ? declared : depth) && (countPadding || at >= 0) ? 1 : 0;
            }
            shares[i] = 1f / count;
        }
        return Tensor.wrap(Shape.of(v.out, 1, 1), shares);
    }

    private static Window3 window(Site s, Shape x, int @Nullable [] weights, boolean ceil) {
        int[] kernel = Spread.numbers(s, "kernel_shape", weights == null ? new int[3] : weights);
        int[] stride = Spread.numbers(s, "strides", Spread.filled(3, 1));
        int[] dilation = Spread.numbers(s, "dilations", Spread.filled(3, 1));
        int[] pads = Spread.numbers(s, "pads", Spread.filled(6, 0));
        Window images = Window.of(kernel[1], kernel[2])
                .stride(stride[1], stride[2])
                .dilation(dilation[1], dilation[2])
                .padding(pads[1], pads[2], pads[4], pads[5]);
        // Along the axis of depth alone: a window over images of one column.
        Window column = Window.of(kernel[0], 1).stride(stride[0], 1).dilation(dilation[0], 1);
        column = column.padding(pads[0], 0, pads[3], 0);
        switch (s.text("auto_pad", "NOTSET")) {
            case "NOTSET" -> {}
            case "VALID" -> {
                images = images.padding(0, 0, 0, 0);
                column = column.padding(0, 0, 0, 0);
            }
            case "SAME_UPPER", "SAME_LOWER" -> {
                boolean lower = s.text("auto_pad", "").equals("SAME_LOWER");
                images = images.same(x.dim(3), x.dim(4), lower);
                column = column.same(x.dim(2), 1, lower);
            }
            default -> throw s.unsupported("auto_pad " + s.text("auto_pad", "") + " is not supported");
        }
        images = ceil ? images.ceilMode() : images;
        column = ceil ? column.ceilMode() : column;
        return new Window3(
                kernel[0], stride[0], dilation[0], column.top(), column.bottom(), column.outH(x.dim(2)), images);
    }

    private static int[] tail(int[] a) {
        return Arrays.copyOfRange(a, 1, a.length);
    }

    /// Slices in front and behind.
    private static Value padded(Site s, Value x, int front, int back, float value) {
        if (front == 0 && back == 0) {
            return x;
        }
        Integer[] pads = new Integer[10];
        Arrays.fill(pads, 0);
        pads[2] = front;
        pads[7] = back;
        return s.emit(new Pad(List.of(pads), Pad.Mode.CONSTANT, value), x);
    }

    /// The slices that one plane of the window looks at.
    private static Value taken(Site s, Value x, int first, Window3 v) {
        int reach = first + (v.out - 1) * v.stride + 1;
        Slice slice = new Slice(List.of(first), List.of(reach), List.of(2), List.of(v.stride));
        return s.emit(slice, x);
    }

    /// (N, C, D, H, W) to (N·D, C, H, W).
    private static Value images(Site s, Value x) {
        Value turned = s.emit(Transpose.of(0, 2, 1, 3, 4), x);
        Shape t = turned.shape();
        return s.reshape(turned, Shape.of(t.dim(0) * t.dim(1), t.dim(2), t.dim(3), t.dim(4)));
    }

    /// (N·D, C, H, W) to (N, C, D, H, W).
    private static Value volume(Site s, Value y, int batch) {
        Shape t = y.shape();
        Value apart = s.reshape(y, Shape.of(batch, t.dim(0) / batch, t.dim(1), t.dim(2), t.dim(3)));
        return s.emit(Transpose.of(0, 2, 1, 3, 4), apart);
    }

    private static Value plane(Site s, Value w, int k) {
        Shape t = w.shape();
        Value one = s.emit(Slice.of(2, k, k + 1), w);
        return s.reshape(one, Shape.of(t.dim(0), t.dim(1), t.dim(3), t.dim(4)));
    }
}
