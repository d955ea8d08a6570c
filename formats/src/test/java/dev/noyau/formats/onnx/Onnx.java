package dev.noyau.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.noyau.testing.Gen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Makes ONNX files with ONNX's own generated classes, as other programs write them.
final class Onnx {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("made");
    private final Gen gen = Gen.of(5);
    private long opset = 17;

    Onnx() {}

    /// A model with the input `x` and the output `y`.
    ///
    /// @param dims of the input; negative ones are open
    static Onnx of(long... dims) {
        Onnx o = new Onnx();
        o.graph.addInput(info("x", dims));
        o.graph.addOutput(ValueInfoProto.newBuilder()
                .setName("y")
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1))));
        return o;
    }

    static ValueInfoProto info(String name, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long d : dims) {
            shape.addDim(
                    d < 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("d" + -d)
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape)))
                .build();
    }

    Onnx opset(long version) {
        opset = version;
        return this;
    }

    /// Any change that has no word here.
    Onnx change(Consumer<GraphProto.Builder> c) {
        c.accept(graph);
        return this;
    }

    /// @param io as `x w b -> y`; `_` stands for an input that is left out
    Onnx node(String opType, String io, AttributeProto... attributes) {
        String[] parts = io.split(" -> ");
        NodeProto.Builder n = NodeProto.newBuilder().setOpType(opType).setName("make_" + parts[1].split(" ")[0]);
        if (!parts[0].isBlank()) {
            for (String i : parts[0].strip().split(" ")) {
                n.addInput(i.equals("_") ? "" : i);
            }
        }
        n.addAllOutput(List.of(parts[1].split(" ")));
        graph.addNode(n.addAllAttribute(List.of(attributes)));
        return this;
    }

    static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder a = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long v : values) {
            a.addInts(v);
        }
        return a.build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    Onnx initializer(TensorProto t) {
        graph.addInitializer(t);
        return this;
    }

    /// Random weights in raw bytes.
    Onnx weights(String name, int... dims) {
        int n = 1;
        for (int d : dims) {
            n *= d;
        }
        ByteBuffer b = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
        b.asFloatBuffer().put(gen.floats(n));
        return initializer(
                named(name, 1, dims).setRawData(ByteString.copyFrom(b)).build());
    }

    Onnx longs(String name, long... values) {
        return initializer(longTensor(name, values));
    }

    static TensorProto longTensor(String name, long... values) {
        TensorProto.Builder t = named(name, 7, values.length);
        for (long v : values) {
            t.addInt64Data(v);
        }
        return t.build();
    }

    static TensorProto.Builder named(String name, int type, int... dims) {
        TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(type);
        for (int d : dims) {
            t.addDims(d);
        }
        return t;
    }

    ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build();
    }

    Path write(Path folder) throws IOException {
        return Files.write(folder.resolve("made.onnx"), model().toByteArray());
    }
}
