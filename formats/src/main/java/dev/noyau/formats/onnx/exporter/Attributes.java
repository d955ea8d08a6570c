package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.formats.onnx.proto.TensorProto;
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

    static AttributeProto integers(String name, long... values) {
        return new AttributeProto(
                name,
                new AttributeProto.Ints(java.util.Arrays.stream(values).boxed().toList()));
    }

    static AttributeProto tensor(String name, Tensor value) {
        return new AttributeProto(name, new AttributeProto.Values(TensorProto.of("", value)));
    }

    static List<AttributeProto> window(Window w) {
        return List.of(
                integers("kernel_shape", w.kh(), w.kw()),
                integers("strides", w.sh(), w.sw()),
                integers("pads", w.top(), w.left(), w.bottom(), w.right()));
    }

    static AttributeProto dilations(Window w) {
        return integers("dilations", w.dh(), w.dw());
    }
}
