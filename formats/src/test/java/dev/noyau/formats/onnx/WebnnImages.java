package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;
import static dev.noyau.formats.onnx.Onnx.ints;
import static dev.noyau.formats.onnx.Onnx.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How the operations of WebNN on images are said in ONNX: (N, C, H, W), weights (O, C, h, w).
///
/// @param out shape of the result
record WebnnImages(PeerModel m, String op, WebnnOptions o, int[] out) {
    String result(PeerTensor x, List<?> args) throws IOException {
        if (op.equals("resample2d")) {
            return resampled(x);
        }
        boolean last =
                o.text(op.startsWith("conv") ? "inputLayout" : "layout", "nchw").equals("nhwc");
        String image = m.input(x);
        String turned = last ? m.transpose(image, 0, 3, 1, 2) : image;
        int[] size = last
                ? new int[] {x.shape()[1], x.shape()[2], out[1], out[2]}
                : new int[] {x.shape()[2], x.shape()[3], out[2], out[3]};
        String y = switch (op) {
            case "conv2d" -> convolved("Conv", turned, PeerTensor.of(args.get(1), 0), size);
            case "convTranspose2d" -> convolved("ConvTranspose", turned, PeerTensor.of(args.get(1), 0), size);
            default -> pooled(turned, size);
        };
        return last ? m.transpose(y, 0, 2, 3, 1) : y;
    }

    private String convolved(String name, String image, PeerTensor w, int[] size) throws IOException {
        boolean up = name.equals("ConvTranspose");
        // Where O, I, H and W are found; ONNX has the inputs of a transposed convolution first.
        String layout = o.text("filterLayout", up ? "iohw" : "oihw");
        String wanted = up ? "iohw" : "oihw";
        int[] order = wanted.chars().map(layout::indexOf).toArray();
        String weight = m.transpose(m.input(w), order);
        List<String> io = new ArrayList<>(List.of(image, weight));
        if (o.map().get("bias") instanceof Map<?, ?> b) {
            io.add(m.input(PeerTensor.of(b, 0)));
        }
        List<AttributeProto> attributes = window(w.shape()[order[2]], w.shape()[order[3]]);
        attributes.add(integer("group", (long) o.real("groups", 1)));
        if (up) {
            attributes.add(ints("output_padding", more(size, w.shape()[order[2]], w.shape()[order[3]])));
        }
        return m.node(name, io, attributes.toArray(AttributeProto[]::new));
    }

    /// What the result has more than the windows reach: what is asked for by its size or by its padding.
    private long[] more(int[] size, int height, int width) {
        if (o.ints("outputSizes") == null) {
            return o.longs("outputPadding", 0, 0);
        }
        long[] strides = o.longs("strides", 1, 1);
        long[] dilations = o.longs("dilations", 1, 1);
        long[] p = o.longs("padding", 0, 0, 0, 0);
        long h = (size[0] - 1) * strides[0] + (height - 1) * dilations[0] + 1 - p[0] - p[1];
        long w = (size[1] - 1) * strides[1] + (width - 1) * dilations[1] + 1 - p[2] - p[3];
        return new long[] {size[2] - h, size[3] - w};
    }

    private List<AttributeProto> window(long height, long width) {
        long[] p = o.longs("padding", 0, 0, 0, 0);
        return new ArrayList<>(List.of(
                ints("kernel_shape", height, width),
                ints("strides", o.longs("strides", 1, 1)),
                ints("dilations", o.longs("dilations", 1, 1)),
                ints("pads", p[0], p[2], p[1], p[3])));
    }

    private String pooled(String image, int[] size) {
        long[] kernel = o.longs("windowDimensions", size[0], size[1]);
        List<AttributeProto> attributes = window(kernel[0], kernel[1]);
        attributes.add(integer("ceil_mode", ceils(size, kernel) ? 1 : 0));
        String name = switch (op) {
            case "averagePool2d" -> "AveragePool";
            case "maxPool2d" -> "MaxPool";
            default -> "LpPool";
        };
        return m.node(name, image, attributes.toArray(AttributeProto[]::new));
    }

    /// Whether a window that hangs over counts: what is asked for, or what the size that is asked for needs.
    private boolean ceils(int[] size, long[] kernel) {
        if (o.ints("outputSizes") == null) {
            return o.text("roundingType", "floor").equals("ceil");
        }
        long[] p = o.longs("padding", 0, 0, 0, 0);
        long reach = size[0] + p[0] + p[1] - ((kernel[0] - 1) * o.longs("dilations", 1, 1)[0] + 1);
        return size[2] > reach / o.longs("strides", 1, 1)[0] + 1;
    }

    private String resampled(PeerTensor x) throws IOException {
        long[] axes = o.longs("axes", 2, 3);
        boolean linear = o.text("mode", "nearest-neighbor").equals("linear");
        List<String> io = new ArrayList<>(List.of(m.input(x), "_"));
        if (o.ints("sizes") instanceof int[]) {
            io.add("_");
            io.add(m.longs(o.longs("sizes")));
        } else {
            double[] scales = ((List<?>) o.map().get("scales"))
                    .stream().mapToDouble(v -> (Double) v).toArray();
            io.add(m.constant(new PeerTensor(new int[] {2}, scales, 0)));
        }
        return m.node(
                "Resize",
                io,
                ints("axes", axes),
                text("mode", linear ? "linear" : "nearest"),
                text("coordinate_transformation_mode", "half_pixel"));
    }
}
