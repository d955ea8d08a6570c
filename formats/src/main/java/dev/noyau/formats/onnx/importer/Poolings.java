package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.GlobalAvgPool;
import dev.noyau.graph.op.GlobalMaxPool;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.MaxPool2d;
import dev.noyau.graph.op.MaxPool2dGather;
import dev.noyau.graph.op.Pad;
import dev.noyau.graph.op.Pow;
import dev.noyau.graph.op.Reduce;
import dev.noyau.graph.op.ScatterElements;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// MaxPool, AveragePool, LpPool, their global forms, and MaxUnpool, on images, signals and volumes.
final class Poolings {
    private static final int VOLUME = 5;

    private Poolings() {}

    static void max(Site s) {
        Value x = s.as(s.any(0), DType.F32);
        boolean columns = s.integer("storage_order", 0) != 0;
        if (x.shape().rank() == VOLUME) {
            if (s.wants(1)) {
                throw s.unsupported("the positions (a second output) of a volume are not supported");
            }
            s.result(0, Numbers.cast(s, Volumes.maxPool(s, x), s.type(0)), s.type(0));
            return;
        }
        Window w = window(s, x);
        s.result(0, Numbers.cast(s, s.emit(new MaxPool2d(w), x), s.type(0)), s.type(0));
        if (s.wants(1)) {
            s.result(1, positions(s, x, w, columns), ElementType.INT64);
        }
    }

    /// Where in the whole input the largest values stand.
    private static Value positions(Site s, Value x, Window w, boolean columns) {
        Shape shape = x.shape();
        int height = Images.height(shape);
        int width = Images.width(shape);
        float[] places = new float[height * width];
        for (int i = 0; i < places.length; i++) {
            places[i] = columns ? (float) (i % width) * height + i / width : i;
        }
        int[] image = shape.dims();
        image[0] = 1;
        image[1] = 1;
        Value all = s.emit(new BroadcastTo(shape), s.builder().constant(Tensor.wrap(Shape.of(image), places)));
        Value inImage = s.as(s.emit(new MaxPool2dGather(w), all, x), DType.I64);
        int channels = shape.dim(0) * shape.dim(1);
        long[] starts = new long[channels];
        for (int i = 0; i < channels; i++) {
            starts[i] = (long) i * places.length;
        }
        int[] one = shape.dims();
        Arrays.fill(one, 2, one.length, 1);
        return s.emit(new Add(), inImage, s.builder().constant(Tensor.ofLongs(Shape.of(one), starts)));
    }

    static void average(Site s) {
        Value x = s.value(0);
        boolean countPadding = s.integer("count_include_pad", 0) != 0;
        s.result(
                x.shape().rank() == VOLUME
                        ? Volumes.averagePool(s, x, countPadding)
                        : s.emit(new AvgPool2d(window(s, x), countPadding), x));
    }

    /// `(Σ |x|^p)^(1/p)`.
    static void lp(Site s) {
        Value x = s.value(0);
        float p = s.opset() < 2 ? s.real("p", 2) : s.integer("p", 2);
        boolean volume = x.shape().rank() == VOLUME;
        if (volume && s.integer("ceil_mode", 0) != 0) {
            throw s.unsupported("ceil_mode is not supported for a volume");
        }
        Arithmetic a = new Arithmetic(s.builder());
        if (!volume) {
            s.result(a.norms(x, window(s, x), p));
            return;
        }
        Value means = Volumes.averagePool(s, s.emit(new Pow(), a.unary(Unary.Kind.ABS, x), a.constant(p)), true);
        long taps = 1;
        for (int k : Spread.numbers(s, "kernel_shape", new int[x.shape().rank() - 2])) {
            taps *= k;
        }
        s.result(s.emit(new Pow(), a.mul(means, taps), a.constant(1 / p)));
    }

    static void globalAverage(Site s) {
        Value x = s.value(0);
        s.result(isImage(x) ? s.emit(new GlobalAvgPool(), x) : reduced(s, x, Reduce.Kind.MEAN));
    }

    static void globalMax(Site s) {
        Value x = s.value(0);
        s.result(isImage(x) ? s.emit(new GlobalMaxPool(), x) : reduced(s, x, Reduce.Kind.MAX));
    }

    static void globalLp(Site s) {
        float p = s.opset() < 2 ? s.real("p", 2) : s.integer("p", 2);
        if (p != 1 && p != 2) {
            throw s.unsupported("p must be 1 or 2, found " + p);
        }
        s.result(reduced(s, s.value(0), p == 1 ? Reduce.Kind.L1 : Reduce.Kind.L2));
    }

    private static boolean isImage(Value x) {
        int rank = x.shape().rank();
        return rank == Images.SIGNAL || rank == 4;
    }

    private static Value reduced(Site s, Value x, Reduce.Kind kind) {
        List<Integer> axes = IntStream.range(2, x.shape().rank()).boxed().toList();
        return s.emit(new Reduce(kind, axes, true), x);
    }

    private static Window window(Site s, Value x) {
        if (!isImage(x)) {
            throw s.unsupported("input '" + s.node().inputs().getFirst() + "' has the shape " + x.shape()
                    + "; only signals (N, C, L), images (N, C, H, W) and volumes (N, C, D, H, W) are supported");
        }
        Window w = Windows.of(s, x.shape(), x.shape().rank() == Images.SIGNAL ? 1 : 0, 0);
        return s.integer("ceil_mode", 0) == 0 ? w : w.ceilMode();
    }

    /// Puts values back where MaxPool found them, zeros elsewhere.
    static void unpool(Site s) {
        Value x = s.value(0);
        int axes = x.shape().rank() - 2;
        int[] kernel = Spread.numbers(s, "kernel_shape", new int[axes]);
        int[] stride = Spread.numbers(s, "strides", Spread.filled(axes, 1));
        int[] pads = Spread.numbers(s, "pads", Spread.filled(2 * axes, 0));
        int[] d = x.shape().dims();
        for (int i = 0; i < axes; i++) {
            d[2 + i] = (d[2 + i] - 1) * stride[i] + kernel[i] - pads[i] - pads[axes + i];
        }
        // The places are those in a result without output_shape, which only puts zeros behind.
        Shape inner = Shape.of(d);
        Value zeros = s.builder().constant(Tensor.zeros(Folding.affordable(Shape.of(inner.intSize()))));
        int count = x.shape().intSize();
        Value index = s.reshape(s.any(1), Shape.of(count));
        ScatterElements put = new ScatterElements(0, ScatterElements.Reduction.NONE);
        Value y = s.reshape(s.emit(put, zeros, index, s.reshape(x, Shape.of(count))), inner);
        if (!s.has(2)) {
            s.result(y);
            return;
        }
        Shape asked = Shapes.of(s, s.constantInts(2));
        Integer[] behind = new Integer[2 * d.length];
        Arrays.fill(behind, 0);
        for (int i = 0; i < d.length; i++) {
            behind[d.length + i] = asked.dim(i) - d[i];
        }
        s.result(s.emit(Pad.zeros(List.of(behind)), y));
    }
}
