package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.formats.onnx.proto.TensorProto;
import dev.noyau.graph.op.Images;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Tensor;
import java.util.List;

/// Attributes of nodes.
final class Attributes {
    private Attributes() {}

    static AttributeProto integer(String name, long value) {
        return new AttributeProto(name, new AttributeProto.Int(value));
    }

    static AttributeProto flag(String name, boolean value) {
        return integer(name, value ? 1 : 0);
    }

    static AttributeProto real(String name, float value) {
        return new AttributeProto(name, new AttributeProto.Real(value));
    }

    static AttributeProto text(String name, String value) {
        return new AttributeProto(name, new AttributeProto.Text(value));
    }

    static AttributeProto integers(String name, long... values) {
        return new AttributeProto(
                name,
                new AttributeProto.Ints(java.util.Arrays.stream(values).boxed().toList()));
    }

    static AttributeProto integers(String name, List<Integer> values) {
        return integers(name, values.stream().mapToLong(v -> v).toArray());
    }

    static AttributeProto tensor(String name, Tensor value) {
        return new AttributeProto(name, new AttributeProto.Values(TensorProto.of("", value)));
    }

    /// @param rank 4 for the windows of an image, 3 for those of a signal, which have one axis
    static List<AttributeProto> window(Window w, int rank) {
        if (rank == Images.SIGNAL) {
            return List.of(
                    integers("kernel_shape", w.kw()),
                    integers("strides", w.sw()),
                    integers("pads", w.left(), w.right()));
        }
        return List.of(
                integers("kernel_shape", w.kh(), w.kw()),
                integers("strides", w.sh(), w.sw()),
                integers("pads", w.top(), w.left(), w.bottom(), w.right()));
    }

    static AttributeProto dilations(Window w, int rank) {
        return rank == Images.SIGNAL ? integers("dilations", w.dw()) : integers("dilations", w.dh(), w.dw());
    }
}
