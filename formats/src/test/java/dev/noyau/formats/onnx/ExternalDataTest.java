package dev.noyau.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.noyau.model.FormatException;
import dev.noyau.model.Model;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values of initializers in files beside the model, and nowhere else.
class ExternalDataTest {
    @TempDir
    Path folder;

    private Path models;

    @BeforeEach
    void writeValues() throws IOException {
        models = Files.createDirectories(folder.resolve("models"));
        ByteBuffer b = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        b.putFloat(1).putFloat(2).putFloat(3).putFloat(4);
        Files.write(folder.resolve("outside.bin"), b.array());
        Files.write(models.resolve("w.bin"), b.array());
        Files.write(Files.createDirectories(models.resolve("sub")).resolve("w.bin"), b.array());
    }

    private static TensorProto at(String name, String location, String offset, int... dims) {
        return Onnx.named(name, 1, dims)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", offset))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private Model read(TensorProto w) throws IOException {
        return Model.load(Onnx.of(-1, 3).initializer(w).node("Add", "x w -> y").write(models));
    }

    private void refused(String reason, TensorProto w) {
        assertThatThrownBy(() -> read(w))
                .isInstanceOf(FormatException.class)
                .hasMessageEndingWith("made.onnx: tensor 'w' " + reason);
    }

    @Test
    void isReadFromTheFolderOfTheModelAndBelow() throws IOException {
        float[] all = {2, 3, 4};
        assertThat(read(at("w", "w.bin", "4", 3)).parameters().get("w").data()).isEqualTo(all);
        assertThat(read(at("w", "sub/w.bin", "4", 3)).parameters().get("w").data())
                .isEqualTo(all);
    }

    @Test
    void neverLeavesThatFolder() throws IOException {
        Path outside = folder.resolve("outside.bin");
        Files.createSymbolicLink(models.resolve("link.bin"), outside);
        Files.createSymbolicLink(models.resolve("up"), folder);
        for (String location : new String[] {
            "../outside.bin", "sub/../../outside.bin", outside.toString(), "link.bin", "up/outside.bin"
        }) {
            refused(
                    "keeps its values in '" + location + "', which is not in the model's folder",
                    at("w", location, "4", 3));
        }
    }

    @Test
    void holdsWhatTheModelSays() {
        refused(
                "keeps its values in 'none.bin', which is not beside the model; put it there, or save the model in one file",
                at("w", "none.bin", "0", 3));
        refused("needs 12 bytes from byte 8 of 'w.bin', which has 16", at("w", "w.bin", "8", 3));
        refused("needs 12 bytes from byte -4 of 'w.bin', which has 16", at("w", "w.bin", "-4", 3));
        refused(
                "needs too many bytes from byte 0 of 'w.bin', which has 16",
                at("w", "w.bin", "0", 1_000_000, 1_000_000));
    }

    /// A small file whose bytes many initializers claim, each all of them.
    @Test
    void isNotReadOverAndOver() throws IOException {
        Files.write(models.resolve("large.bin"), new byte[1 << 16]);
        Onnx o = Onnx.of(-1, 1 << 14);
        String x = "x";
        for (int i = 0; i < 6; i++) {
            o.initializer(at("w" + i, "large.bin", "0", 1 << 14)).node("Add", x + " w" + i + " -> y" + i);
            x = "y" + i;
        }
        Path file = o.node("Relu", x + " -> y").write(models);
        assertThatThrownBy(() -> Model.load(file))
                .isInstanceOf(FormatException.class)
                .hasMessageEndingWith(
                        "tensor 'w5' and those before it have far more bytes in 'large.bin' than the 65536"
                                + " that it has");
    }
}
