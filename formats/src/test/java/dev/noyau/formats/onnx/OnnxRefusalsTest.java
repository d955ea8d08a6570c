package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;
import static dev.noyau.formats.onnx.Onnx.ints;
import static dev.noyau.formats.onnx.Onnx.named;
import static dev.noyau.formats.onnx.Onnx.real;
import static dev.noyau.formats.onnx.Onnx.text;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import dev.noyau.formats.testing.Corruption;
import dev.noyau.model.FormatException;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Network;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What cannot be read is said in one sentence, with the file, the place and the reason.
class OnnxRefusalsTest {
    @TempDir
    Path folder;

    private static Model read(Path file) throws IOException {
        return OnnxFormat.read(file, new ReferenceBackend());
    }

    private static AbstractThrowableAssert<?, ?> refused(Path file) {
        return assertThatThrownBy(() -> read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ");
    }

    private void refused(Onnx onnx, String reason) throws IOException {
        refused(onnx.write(folder)).hasMessageEndingWith(": " + reason);
    }

    private Path bytes(byte[] b) throws IOException {
        return Files.write(folder.resolve("made.onnx"), b);
    }

    @Test
    void whatIsNoOnnx() throws IOException {
        refused(bytes(new byte[0])).hasMessageContaining("truncated or not an ONNX model: it has no graph");
        refused(bytes("I am a poem, not a network.".getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("truncated or not ONNX: at byte");
        refused(bytes(new byte[] {0x3a, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4}))
                .hasMessageContaining("field 7 should have 1073741824 bytes, there are 0 left");
        refused(folder).hasMessageEndingWith("is a folder, not a file");
        Path none = folder.resolve("none.onnx");
        assertThatThrownBy(() -> read(none))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(none + ": there is no such file");
    }

    @Test
    void operators() throws IOException {
        refused(
                Onnx.of(-1, 3).node("LSTM", "x -> y"),
                "node 'make_y' (LSTM): recurrent layers are not supported: a graph has no loops");
        refused(
                Onnx.of(-1, 3).node("DFT", "x -> y"),
                "node 'make_y' (DFT): this operator is not supported; replace it in the model, or cut the model"
                        + " before it");
        refused(
                Onnx.of(-1, 3)
                        .change(g -> g.addNode(OnnxMl.NodeProto.newBuilder()
                                .setOpType("Gelu")
                                .setDomain("com.microsoft")
                                .addInput("x")
                                .addOutput("y"))),
                "node 'y' (com.microsoft.Gelu): operators of the domain 'com.microsoft' are not supported");
        refused(
                Onnx.of(-1, 3).opset(0).node("Relu", "x -> y"),
                "the model uses ONNX's operator set 0; sets from 1 on are supported");
        refused(
                Onnx.of(-1, 3).node("Loop", "x -> y"),
                "node 'make_y' (Loop): control flow is not supported: a graph is fixed before it runs");
        refused(
                Onnx.of(-1, 3).node("SequenceConstruct", "x -> y"),
                "node 'make_y' (SequenceConstruct): sequences are not supported: values are tensors");
        refused(
                Onnx.of(-1, 3).node("Relu", "x -> y", integer("leak", 1)),
                "node 'make_y' (Relu): attribute leak is not supported");
        refused(
                Onnx.of(-1, 3).node("Softmax", "x -> y", real("axis", 1)),
                "node 'make_y' (Softmax): attribute axis should be an integer, found a float");
        refused(
                Onnx.of(-1, 3).node("Softmax", "x -> y", integer("axis", 5)),
                "node 'make_y' (Softmax): axis 5 does not exist in the shape [1,3]");
        refused(
                Onnx.of(-1, 1, 4, 4).node("MaxPool", "x -> y", ints("kernel_shape", 2, 2), ints("strides", 0, 1)),
                "node 'make_y' (MaxPool): stride must be at least 1, found 0×1");
        refused(
                Onnx.of(-1, 1, 4, 4).node("MaxPool", "x -> y", ints("kernel_shape", 2, 1L << 40)),
                "node 'make_y' (MaxPool): kernel_shape 1099511627776 is out of range");
        refused(
                Onnx.of(-1, 1, 4, 4)
                        .node("AveragePool", "x -> y", ints("kernel_shape", 2, 2), text("auto_pad", "SOME")),
                "node 'make_y' (AveragePool): auto_pad SOME is not supported");
        refused(
                Onnx.of(-1, 4).weights("w", 2, 1, 3).node("Conv", "x w -> y"),
                "node 'make_y' (Conv): input 'x' has the shape [1,4]; only signals (N, C, L), images"
                        + " (N, C, H, W) and volumes (N, C, D, H, W) are supported");
    }

    @Test
    void inputsAndNames() throws IOException {
        refused(
                Onnx.of(-1, 3).change(g -> g.addInput(Onnx.info("z", 1, 2))).node("Add", "x z -> y"),
                "node 'make_y' (Add): make_y Add: shapes [1,3] and [1,2] do not broadcast: sizes 3 and 2");
        refused(
                Onnx.of(-1, 3).node("Add", "x w -> y"),
                "node 'make_y' (Add): its input 'w' is not an initializer, and no node gives it (or as an output that is not supported)");
        refused(
                Onnx.of(-1, 3).node("Add", "x b -> a").node("Relu", "a -> b").node("Relu", "b -> y"),
                "the graph has a cycle: some node needs its own result");
        refused(Onnx.of(-1, 3).node("Add", "x _ -> y"), "node 'make_y' (Add): input 1 is missing");
        refused(Onnx.of(-1, 3).node("Relu", "x -> z"), "no node gives the output 'y'");
        refused(
                Onnx.of(-1, 3).node("Relu", "x -> a").node("Exp", "x -> a").node("Exp", "a -> y"),
                "the name 'a' is given to two values");
        refused(
                Onnx.of(-1, 3).weights("w", 3).weights("w", 3).node("Add", "x w -> y"),
                "the initializer 'w' occurs twice");
        refused(
                Onnx.of(-1, 4).node("Relu", "x -> s").node("Reshape", "x s -> y"),
                "node 'make_y' (Reshape): input 's' is computed; it is only supported as a constant");
        refused(
                Onnx.of(-1, 4).weights("s", 2).node("Reshape", "x s -> y"),
                "node 'make_y' (Reshape): input 's' should be a list of integers, found F32[2]");
        refused(Onnx.of().node("Relu", "x -> y"), "the input 'x' is a scalar, it has no batch axis");
        refused(Onnx.of(-1, 0).node("Relu", "x -> y"), "the input 'x' has the impossible size 0");
        refused(
                Onnx.of(-1, 3).longs("y", 1).node("Relu", "x -> z"),
                "the output 'y' has the element type I64; only floats can be results");
    }

    @Test
    void shapes() throws IOException {
        refused(
                Onnx.of(-1, 4).weights("w", 5, 3).node("MatMul", "x w -> y"),
                "node 'make_y' (MatMul): make_y MatMul: input [1,4] has 4 features, weight [5,3] expects 5");
        refused(
                Onnx.of(-1, 4).longs("s", 0, 3, -1).node("Reshape", "x s -> y"),
                "node 'make_y' (Reshape): [1,4] (4 values) does not fit the shape [0, 3, -1]");
        refused(
                Onnx.of(-1, 4).longs("s", 1L << 40, 1L << 40).node("Expand", "x s -> y"),
                "node 'make_y' (Expand): size 1099511627776 is out of range");
        refused(
                Onnx.of(-1, 4).longs("s", -1, -1).node("Reshape", "x s -> y"),
                "node 'make_y' (Reshape): the shape [-1, -1] is impossible");
    }

    @Test
    void tensors() throws IOException {
        Onnx add = Onnx.of(-1, 3).node("Add", "x w -> y");
        refused(
                add.initializer(named("w", 1, 3).addFloatData(1).build()),
                "tensor 'w' of shape [3] needs 12 bytes, the file holds 4");
        refused(
                Onnx.of(-1, 3)
                        .initializer(named("w", 1, 1_000_000, 1_000_000, 1_000_000)
                                .setRawData(ByteString.copyFrom(new byte[12]))
                                .build())
                        .node("Add", "x w -> y"),
                "tensor 'w' of shape [1000000, 1000000, 1000000] needs 4000000000000 bytes, the file holds 12");
        refused(
                Onnx.of(-1, 3)
                        .initializer(named("w", 1, -3).addFloatData(1).build())
                        .node("Add", "x w -> y"),
                "tensor 'w' has the impossible shape [-3]");
        refused(
                Onnx.of(-1, 3)
                        .initializer(named("w", 8, 1)
                                .addStringData(ByteString.copyFromUtf8("a"))
                                .build())
                        .node("Add", "x w -> y"),
                "tensor 'w' has the element type STRING, which is not supported");
        refused(
                Onnx.of(-1, 3)
                        .initializer(named("w", 1, 3)
                                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                                .build())
                        .node("Add", "x w -> y"),
                "tensor 'w' keeps its values in '', which is not in the model's folder");
        refused(
                Onnx.of(-1, 3).longs("w", 1, 2, 3).node("Add", "x w -> y"),
                "node 'make_y' (Add): make_y Add: expects two inputs of one type, found f32[1,3] and i64[3]; cast one of them");
    }

    @Test
    void metadata() throws IOException {
        metadata("noyau.input", "1x28xa", "metadata noyau.input should be sizes as 1x28x28, found '1x28xa'");
        metadata("noyau.input", "7", "the input 'x' and the metadata's shape [7] differ");
        metadata("noyau.mean", "0.5", "metadata noyau.mean should be a number for each of 3 channels, found '0.5'");
        metadata(
                "noyau.std",
                "1,NaN,1",
                "metadata noyau.std should be a number for each of 3 channels, found '1,NaN,1'");
        metadata("noyau.std", "1,0,1", "metadata noyau.std must be positive, found 0.0");
        metadata("noyau.mean", "1,b,1", "metadata noyau.mean should be numbers as 0.5,0.5, found '1,b,1'");
    }

    private void metadata(String key, String value, String reason) throws IOException {
        OnnxMl.ModelProto m = Onnx.of(-1, 3).node("Relu", "x -> y").model().toBuilder()
                .addMetadataProps(
                        OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value))
                .build();
        refused(bytes(m.toByteArray())).hasMessageEndingWith(": " + reason);
    }

    /// Many numbers one by one, where most files have them packed: taken in linear time.
    @Test
    void unpackedNumbers() throws IOException {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        tensor.writeBytes(new byte[] {0x08, (byte) 0xc0, (byte) 0x84, 0x3d, 0x10, 1, 0x42, 1, 'w'});
        for (int i = 0; i < 1_000_000; i++) {
            tensor.writeBytes(new byte[] {0x25, 0, 0, 0, 0});
        }
        OnnxMl.ModelProto m = Onnx.of(-1, 1).node("Add", "x w -> y").model();
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        graph.writeBytes(m.getGraph().toByteArray());
        graph.write(0x2a);
        varint(graph, tensor.size());
        graph.writeBytes(tensor.toByteArray());
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        model.writeBytes(m.toBuilder().clearGraph().build().toByteArray());
        model.write(0x3a);
        varint(model, graph.size());
        model.writeBytes(graph.toByteArray());
        Model read = read(bytes(model.toByteArray()));
        org.assertj.core.api.Assertions.assertThat(read.parameters().get("w").shape())
                .isEqualTo(Shape.of(1_000_000));
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int v = value;
        while (v > 127) {
            out.write(v | 128);
            v >>>= 7;
        }
        out.write(v);
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        Path file = folder.resolve("tiny.onnx");
        for (String name : List.of("course-tiny", "course-pool")) {
            Network n = Zoo.get(name, Shape.of(1, 28, 28), 10);
            ModelInfo info = ModelInfo.of(name, n.inputShape()).withLabels(List.of("a", "b"));
            Model.of(n, n.initialParameters(1), n.initialState(), info, new ReferenceBackend())
                    .save(file);
            Corruption.truncate(file, OnnxRefusalsTest::read);
            Corruption.flip(file, OnnxRefusalsTest::read);
        }
    }
}
