package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;
import static dev.noyau.formats.onnx.Onnx.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How the normalisations of WebNN are said in ONNX.
record WebnnNorms(PeerModel m, WebnnOptions o) {
    String result(String op, List<?> args) throws IOException {
        PeerTensor x = PeerTensor.of(args.getFirst(), 0);
        AttributeProto epsilon = real("epsilon", o.real("epsilon", 1e-5));
        if (op.equals("layerNormalization")) {
            return layer(x, epsilon);
        }
        int axis = op.startsWith("batch")
                ? (int) o.real("axis", 1)
                : o.text("layout", "nchw").equals("nchw") ? 1 : 3;
        int channels = x.shape()[axis];
        int[] order = swapped(x.rank(), axis);
        String turned = m.transpose(m.input(x), order);
        String scale = o.vector("scale", channels, 1);
        String bias = o.vector("bias", channels, 0);
        String y = op.startsWith("instance")
                ? m.node("InstanceNormalization", List.of(turned, scale, bias), epsilon)
                : m.node(
                        "BatchNormalization",
                        List.of(
                                turned,
                                scale,
                                bias,
                                m.input(PeerTensor.of(args.get(1), 0)),
                                m.input(PeerTensor.of(args.get(2), 0))),
                        epsilon);
        return m.transpose(y, order);
    }

    /// Two axes change places, so that the second is that of the channels.
    private static int[] swapped(int rank, int axis) {
        int[] order = IntStream.range(0, rank).toArray();
        order[1] = axis;
        order[axis] = 1;
        return order;
    }

    private String layer(PeerTensor x, AttributeProto epsilon) throws IOException {
        int[] axes = o.ints("axes") instanceof int[] a
                ? a
                : IntStream.range(1, x.rank()).toArray();
        int first = Arrays.stream(axes).min().orElseThrow();
        long[] tail =
                IntStream.range(first, x.rank()).mapToLong(i -> x.shape()[i]).toArray();
        return m.node(
                "LayerNormalization",
                List.of(m.input(x), inOrder("scale", axes, tail, 1), inOrder("bias", axes, tail, 0)),
                epsilon,
                integer("axis", first));
    }

    /// WebNN gives the axes of a scale in the order of its option, ONNX in that of the input.
    private String inOrder(String name, int[] axes, long[] tail, double other) throws IOException {
        if (!(o.map().get(name) instanceof Map<?, ?>)) {
            int size = (int) Arrays.stream(tail).reduce(1, (a, b) -> a * b);
            return m.reshape(m.filled(size, other), tail);
        }
        int[] order = IntStream.range(0, axes.length)
                .boxed()
                .sorted((a, b) -> Integer.compare(axes[a], axes[b]))
                .mapToInt(i -> i)
                .toArray();
        return m.transpose(o.vector(name, 0, other), order);
    }
}
