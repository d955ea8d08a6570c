package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Conv2d;
import dev.noyau.graph.op.Gather;
import dev.noyau.graph.op.Max;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Operators that look between the pixels: GridSample, DeformConv, RoiAlign.
final class Samplings {
    private Samplings() {}

    /// Shapes: x (N, C, sizes...), grid (N, points..., axes), the last axis first, from -1 to 1.
    static void gridSample(Site s) {
        Value x = s.value(0);
        Value grid = s.value(1);
        int axes = x.shape().rank() - 2;
        if (grid.shape().rank() != axes + 2 || grid.shape().dim(-1) != axes) {
            throw s.unsupported("the grid has the shape " + grid.shape() + ", which is for no input " + x.shape());
        }
        Sampling.Kind kind = switch (s.text("mode", "linear")) {
            case "linear", "bilinear" -> Sampling.Kind.LINEAR;
            case "nearest" -> Sampling.Kind.NEAREST;
            case "cubic", "bicubic" -> Sampling.Kind.CUBIC;
            default -> throw s.unsupported("mode " + s.text("mode", "") + " is not supported");
        };
        Sampling.Outside outside = switch (s.text("padding_mode", "zeros")) {
            case "zeros" -> Sampling.Outside.ZEROS;
            case "border" -> Sampling.Outside.BORDER;
            case "reflection" -> Sampling.Outside.REFLECTION;
            default -> throw s.unsupported("padding_mode " + s.text("padding_mode", "") + " is not supported");
        };
        boolean corners = s.integer("align_corners", 0) != 0;
        int[] d = grid.shape().dims();
        int batch = d[0];
        int points = Math.toIntExact(grid.shape().size(1, axes + 1));
        Arithmetic a = new Arithmetic(s.builder());
        List<Value> at = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            Value one = s.emit(Slice.of(axes + 1, axes - 1 - i, axes - i), grid);
            Value flat = s.reshape(one, Shape.of(batch, points));
            int size = x.shape().dim(2 + i);
            float scale = corners ? (size - 1) / 2f : size / 2f;
            at.add(a.add(a.mul(flat, scale), corners ? scale : scale - 0.5f));
        }
        Value y = new Sampling(s, kind, outside, corners).at(x, at);
        int[] out = new int[axes + 2];
        out[0] = batch;
        out[1] = x.shape().dim(1);
        System.arraycopy(d, 1, out, 2, axes);
        s.result(s.reshape(y, Shape.of(out)));
    }

    /// A convolution whose taps lie where the offsets say. Shapes: x (N, C, H, W), w (O, C/group, kh, kw), offset
    /// (N, groups·kh·kw·2, H', W'), b (O), mask (N, groups·kh·kw, H', W').
    static void deformConv(Site s) {
        Value x = s.value(0, 4, "an image (N, C, H, W)");
        Value w = s.weight(1, 4, "a weight (O, C/group, kh, kw)");
        Value offset = s.value(2, 4, "an image of offsets");
        int groups = s.toInt(s.integer("offset_group", 1), "offset_group");
        Window window = Windows.of(s, x.shape(), w.shape().dim(2), w.shape().dim(3));
        int batch = x.shape().dim(0);
        int taps = window.kh() * window.kw();
        int height = offset.shape().dim(2);
        int width = offset.shape().dim(3);
        int points = taps * height * width;
        int channels = x.shape().dim(1) / groups;
        Value pairs = s.reshape(offset, Shape.of(batch, groups, taps, 2, height * width));
        Arithmetic a = new Arithmetic(s.builder());
        Sampling sampling = new Sampling(s, Sampling.Kind.LINEAR, Sampling.Outside.ZEROS, false);
        Value[] columns = new Value[groups];
        for (int g = 0; g < groups; g++) {
            Value own = s.emit(Slice.of(1, g, g + 1), pairs);
            List<Value> at = new ArrayList<>();
            for (int axis = 0; axis < 2; axis++) {
                Value moved = s.reshape(s.emit(Slice.of(3, axis, axis + 1), own), Shape.of(batch, points));
                at.add(s.emit(new Add(), moved, s.builder().constant(regular(window, height, width, axis))));
            }
            columns[g] = sampling.at(s.emit(Slice.of(1, g * channels, (g + 1) * channels), x), at);
            if (s.has(4)) {
                Value mask = s.emit(Slice.of(1, g * taps, (g + 1) * taps), s.value(4));
                columns[g] = a.mul(columns[g], s.reshape(mask, Shape.of(batch, 1, points)));
            }
        }
        Value all = groups == 1 ? columns[0] : s.emit(new Concat(1), columns);
        Value image = s.reshape(all, Shape.of(batch, x.shape().dim(1), taps, height * width));
        Value weight = s.reshape(w, Shape.of(w.shape().dim(0), w.shape().dim(1), taps, 1));
        Value y = s.emit(new Conv2d(Window.of(taps, 1), s.toInt(s.integer("group", 1), "group")), image, weight);
        Value shaped = s.reshape(y, Shape.of(batch, w.shape().dim(0), height, width));
        s.result(s.has(3) ? s.emit(new BiasAdd(), shaped, s.weight(3)) : shaped);
    }

    /// Where the taps would lie without offsets: rows (axis 0) or columns of all points.
    private static Tensor regular(Window w, int height, int width, int axis) {
        float[] at = new float[w.kh() * w.kw() * height * width];
        int p = 0;
        for (int tap = 0; tap < w.kh() * w.kw(); tap++) {
            for (int i = 0; i < height * width; i++) {
                at[p++] = axis == 0
                        ? i / width * w.sh() - w.top() + tap / w.kw() * w.dh()
                        : i % width * w.sw() - w.left() + tap % w.kw() * w.dw();
            }
        }
        return Tensor.wrap(Shape.of(at.length), at);
    }

    /// Shapes: x (N, C, H, W), regions (R, 4): left, top, right, bottom; the images that they are of (R) → (R, C,
    /// height, width).
    static void roiAlign(Site s) {
        Value x = s.value(0, 4, "an image (N, C, H, W)");
        Value regions = s.value(1);
        int height = s.toInt(s.integer("output_height", 1), "output_height");
        int width = s.toInt(s.integer("output_width", 1), "output_width");
        int samples = s.toInt(s.integer("sampling_ratio", 0), "sampling_ratio");
        if (samples < 1) {
            throw s.unsupported(
                    "sampling_ratio 0 is not supported: how many points are looked at follows from the" + " regions");
        }
        boolean half = s.text("coordinate_transformation_mode", s.opset() < 16 ? "output_half_pixel" : "half_pixel")
                .equals("half_pixel");
        float scale = s.real("spatial_scale", 1);
        int count = regions.shape().dim(0);
        Value images = s.emit(new Gather(0), x, s.any(2));
        Arithmetic a = new Arithmetic(s.builder());
        // The largest is, by ONNX, that of the pixels times their weights.
        boolean largest = s.text("mode", "avg").equals("max");
        Op combine = largest ? new Max() : new Add();
        Sampling sampling = new Sampling(s, Sampling.Kind.LINEAR, Sampling.Outside.BORDER, false, combine);
        int rows = height * samples;
        int columns = width * samples;
        Value v = places(s, regions, 1, rows, scale, half);
        Value h = places(s, regions, 0, columns, scale, half);
        Value inside = a.mul(
                s.reshape(sampling.within(v, -1, x.shape().dim(2)), Shape.of(count, rows, 1)),
                s.reshape(sampling.within(h, -1, x.shape().dim(3)), Shape.of(count, 1, columns)));
        Shape grid = Shape.of(count, rows, columns);
        Shape flat = Shape.of(count, rows * columns);
        Value atV = s.reshape(s.emit(new BroadcastTo(grid), s.reshape(v, Shape.of(count, rows, 1))), flat);
        Value atH = s.reshape(s.emit(new BroadcastTo(grid), s.reshape(h, Shape.of(count, 1, columns))), flat);
        Value points =
                a.mul(sampling.at(images, List.of(atV, atH)), s.reshape(inside, Shape.of(count, 1, rows * columns)));
        Value cells = s.reshape(points, Shape.of(count, x.shape().dim(1), height, samples, width, samples));
        Reduce.Kind kind = largest ? Reduce.Kind.MAX : Reduce.Kind.MEAN;
        s.result(s.emit(new Reduce(kind, List.of(3, 5), false), cells));
    }

    /// Where the points of each region lie along an axis: (R, points).
    private static Value places(Site s, Value regions, int axis, int points, float scale, boolean half) {
        Arithmetic a = new Arithmetic(s.builder());
        Value from = a.mul(s.emit(Slice.of(1, axis, axis + 1), regions), scale);
        Value to = a.mul(s.emit(Slice.of(1, axis + 2, axis + 3), regions), scale);
        Value length = half ? a.sub(to, from) : a.max(a.sub(to, from), 1);
        float[] shares = new float[points];
        for (int i = 0; i < points; i++) {
            shares[i] = (i + 0.5f) / points;
        }
        Value share = s.builder().constant(Tensor.wrap(Shape.of(1, points), shares));
        Value at = a.add(a.mul(length, share), from);
        return half ? a.add(at, -0.5f) : at;
    }
}
