package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;
import static dev.noyau.formats.onnx.Onnx.ints;
import static dev.noyau.formats.onnx.Onnx.real;
import static dev.noyau.formats.onnx.Onnx.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/// Layers of Keras on sequences, images and volumes.
///
/// @param weights of this layer and those after it
record KerasImages(PeerModel m, KerasLayer l, Deque<PeerTensor> weights) {
    String result(String x) {
        String name = l.name();
        if (name.equals("BatchNormalization")) {
            return normalised(x);
        }
        if (name.startsWith("Cropping") || name.startsWith("ZeroPadding")) {
            return name.startsWith("Crop") ? cropped(x) : padded(x);
        }
        String image = l.channelsFirst() ? x : m.transpose(x, first());
        String y = onImages(name, image);
        if (name.startsWith("Global")) {
            return m.node("Flatten", y);
        }
        return l.channelsFirst() ? y : m.transpose(y, last());
    }

    private String onImages(String name, String x) {
        int axes = l.axes();
        return switch (name) {
            case "Conv1D", "Conv2D", "Conv3D" -> {
                String w = m.transpose(m.constant(weights.removeFirst()), from(axes + 1, axes, 0, axes));
                yield m.node("Conv", biased(x, w), window());
            }
            case "Conv2DTranspose" -> {
                String w = m.transpose(m.constant(weights.removeFirst()), 3, 2, 0, 1);
                yield m.node("ConvTranspose", biased(x, w), window());
            }
            case "SeparableConv2D" -> separable(x);
            case "UpSampling1D", "UpSampling2D", "UpSampling3D" -> upsampled(x);
            default -> pooled(name, x);
        };
    }

    private String pooled(String name, String x) {
        boolean max = name.contains("Max");
        if (name.startsWith("Global")) {
            return m.node(max ? "GlobalMaxPool" : "GlobalAveragePool", x);
        }
        long[] size = l.each("pool_size");
        AttributeProto[] attributes = {
            ints("kernel_shape", size), ints("strides", l.each("strides", size)), padding(),
        };
        return m.node(max ? "MaxPool" : "AveragePool", x, attributes);
    }

    private AttributeProto padding() {
        return text("auto_pad", l.text("padding", "valid").equals("same") ? "SAME_UPPER" : "VALID");
    }

    private AttributeProto[] window() {
        long[] ones = new long[l.axes()];
        Arrays.fill(ones, 1);
        return new AttributeProto[] {
            ints("strides", l.each("strides", ones)), ints("dilations", l.each("dilation_rate", ones)), padding(),
        };
    }

    private List<String> biased(String x, String w) {
        return l.flag("use_bias", true) ? List.of(x, w, m.constant(weights.removeFirst())) : List.of(x, w);
    }

    /// Kernels (h, w, C, M) of single channels, then (1, 1, C·M, O) over them.
    private String separable(String x) {
        PeerTensor depth = weights.removeFirst();
        int channels = depth.shape()[2];
        String turned = m.transpose(m.constant(depth), 2, 3, 0, 1);
        String w = m.reshape(turned, (long) channels * depth.shape()[3], 1, depth.shape()[0], depth.shape()[1]);
        List<AttributeProto> attributes = new ArrayList<>(List.of(window()));
        attributes.add(integer("group", channels));
        String each = m.node("Conv", List.of(x, w), attributes.toArray(AttributeProto[]::new));
        String points = m.transpose(m.constant(weights.removeFirst()), 3, 2, 0, 1);
        return m.node("Conv", biased(each, points));
    }

    private String upsampled(String x) {
        long[] size = l.each("size");
        double[] scales = new double[size.length + 2];
        Arrays.fill(scales, 1);
        IntStream.range(0, size.length).forEach(i -> scales[i + 2] = size[i]);
        String s = m.constant(new PeerTensor(new int[] {scales.length}, scales, 0));
        return m.node(
                "Resize",
                List.of(x, "_", s),
                text("mode", "nearest"),
                text("nearest_mode", "floor"),
                text("coordinate_transformation_mode", "asymmetric"));
    }

    /// The axis may be any but the batch's; ONNX has the second one.
    private String normalised(String x) {
        int axis = Math.floorMod((int) l.real("axis", -1), l.rank());
        int[] order = IntStream.range(0, l.rank()).toArray();
        order[1] = axis;
        order[axis] = 1;
        int size = weights.getFirst().shape()[0];
        String scale = l.flag("scale", true) ? m.constant(weights.removeFirst()) : m.filled(size, 1);
        String bias = l.flag("center", true) ? m.constant(weights.removeFirst()) : m.filled(size, 0);
        String mean = m.constant(weights.removeFirst());
        String variance = m.constant(weights.removeFirst());
        String y = m.node(
                "BatchNormalization",
                List.of(m.transpose(x, order), scale, bias, mean, variance),
                real("epsilon", (float) l.real("epsilon", 1e-3)));
        return m.transpose(y, order);
    }

    private String padded(String x) {
        long[] ends = l.ends("padding");
        long[] pads = new long[2 * l.rank()];
        int from = l.channelsFirst() ? 2 : 1;
        System.arraycopy(ends, 0, pads, from, l.axes());
        System.arraycopy(ends, l.axes(), pads, l.rank() + from, l.axes());
        return m.node("Pad", List.of(x, m.longs(pads)));
    }

    private String cropped(String x) {
        long[] ends = l.ends("cropping");
        int from = l.channelsFirst() ? 2 : 1;
        long[] starts = Arrays.copyOf(ends, l.axes());
        long[] stops = IntStream.range(0, l.axes())
                .mapToLong(i -> ends[l.axes() + i] == 0 ? Integer.MAX_VALUE : -ends[l.axes() + i])
                .toArray();
        long[] axes = IntStream.range(0, l.axes()).mapToLong(i -> from + i).toArray();
        return m.node("Slice", List.of(x, m.longs(starts), m.longs(stops), m.longs(axes)));
    }

    /// (N, sizes..., C) to (N, C, sizes...).
    private int[] first() {
        return IntStream.concat(IntStream.of(0, l.rank() - 1), IntStream.range(1, l.rank() - 1))
                .toArray();
    }

    /// (N, C, sizes...) to (N, sizes..., C).
    private int[] last() {
        return IntStream.concat(IntStream.concat(IntStream.of(0), IntStream.range(2, l.rank())), IntStream.of(1))
                .toArray();
    }

    /// Two axes, then those of a range.
    private static int[] from(int a, int b, int start, int end) {
        return IntStream.concat(IntStream.of(a, b), IntStream.range(start, end)).toArray();
    }
}
