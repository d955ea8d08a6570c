package dev.noyau.formats.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.formats.testing.Corruption;
import dev.noyau.model.FormatException;
import dev.noyau.model.Formats;
import dev.noyau.model.TensorFormat;
import dev.noyau.model.TensorFormat.Contents;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private final TensorFormat format = new Safetensors();

    private static Contents contents() {
        float[] weights = new float[7 * 11 * 13 * 500];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i * 0.37f - 5;
        }
        SequencedMap<String, Tensor> t = new LinkedHashMap<>();
        t.put("mask", Tensor.ofBooleans(Shape.of(3), 1, 0, 1));
        t.put("0.weight", Tensor.wrap(Shape.of(500, 7, 11, 13), weights));
        t.put("step", Tensor.ofLongs(Shape.SCALAR, Long.MIN_VALUE));
        t.put("nichts", Tensor.of(Shape.of(0, 5)));
        t.put("\"größe\"\n", Tensor.of(Shape.of(3), Float.NaN, Float.NEGATIVE_INFINITY, -0f));
        return new Contents(t, Map.of("seed", "42", "epoch", "3", "name", "Größe \"\\\n"));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Contents c = contents();
        format.write(c, file);
        Contents back = format.read(file);
        assertThat(back).isEqualTo(c);
        assertThat(back.tensors().keySet())
                .containsExactlyElementsOf(c.tensors().keySet());
    }

    @Test
    void sameContentsGiveTheSameBytes() throws IOException {
        Path a = folder.resolve("a.safetensors");
        Path b = folder.resolve("b.safetensors");
        format.write(contents(), a);
        format.write(contents(), b);
        assertThat(b).hasSameBinaryContentAs(a);
    }

    @Test
    void alignsTheData() throws IOException {
        Path file = folder.resolve("a.safetensors");
        format.write(contents(), file);
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) b.getLong();
        String json = new String(b.array(), 8, header, StandardCharsets.UTF_8);
        assertThat(header % 8).isZero();
        assertThat(json).contains("\"step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}");
        assertThat(json.indexOf("\"mask\"")).isLessThan(json.indexOf("\"0.weight\""));
    }

    @Test
    void isFoundByItsEnding() throws IOException {
        assertThat(Formats.tensors(Path.of("x.SafeTensors"))).isInstanceOf(Safetensors.class);
    }

    @ParameterizedTest
    @CsvSource({
        "F64, 8, 1.5",
        "F32, 4, 1.5",
        "F16, 2, 1.5",
        "BF16, 2, 1.5",
    })
    void readsFloatsOfEveryWidth(String type, int width, float expected) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(width).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case "F64" -> data.putDouble(1.5);
            case "F32" -> data.putFloat(1.5f);
            case "F16" -> data.putShort(Float.floatToFloat16(1.5f));
            default -> data.putShort((short) (Float.floatToRawIntBits(1.5f) >>> 16));
        }
        assertThat(readOne(type, data.array()).toArray()).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "I64, 8, -1",
        "I32, 4, -1",
        "I16, 2, -1",
        "I8, 1, -1",
        "U32, 4, 4294967295",
        "U16, 2, 65535",
        "U8, 1, 255",
        "BOOL, 1, 1",
    })
    void readsIntegersOfEveryWidth(String type, int width, long expected) throws IOException {
        byte[] ones = new byte[width];
        java.util.Arrays.fill(ones, (byte) -1);
        assertThat(readOne(type, ones).toLongs()).containsExactly(expected);
    }

    private Tensor readOne(String type, byte[] data) throws IOException {
        String json = "{\"t\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0," + data.length + "]}}";
        return format.read(file(json, data)).tensors().firstEntry().getValue();
    }

    private Path file(String json, byte... data) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer b = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(header.length).put(header).put(data);
        return Files.write(folder.resolve("made.safetensors"), b.array());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}||the header describes 0 bytes of data, the file holds 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}||describes 4 bytes of data, the file holds 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}||12 bytes of data, the file holds 8: it is truncated",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}||needs 4 bytes, its offsets 0 to 8 hold 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}||begins at byte 4 of the data, after a gap",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}||'b' begins at byte 4 of the data, inside the tensor before it",
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}||the name 'a' occurs twice",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000000],\"data_offsets\":[0,4000000000000]}}||an axis of 1000000000000 is too long",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000,1000000],\"data_offsets\":[0,4000000000000]}}||1000000000000 values",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2000000000,2000000000,2000000000],\"data_offsets\":[0,8]}}||is too large",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}||has a negative number",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}||should be a whole number",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}||is not JSON",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}||element type F8_E4M3, which is not supported",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}||unknown key 'x'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}||needs dtype, shape and two data_offsets",
                "{\"__metadata__\":{\"a\":1}}||__metadata__ 'a' should be a text",
                "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}||has the key 'a' twice",
                "[]||the header should be an object, found a list",
                "{\"a\":{\"dtype\":F||is not JSON",
                "{} {}||goes on after its JSON object",
            })
    void refusesWhatIsUnsound(String json, String ignored, String reason) throws IOException {
        Path file = file(json, new byte[8]);
        assertThatThrownBy(() -> format.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason)
                .extracting(Throwable::getMessage, org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .doesNotContain("\n");
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SequencedMap<String, Tensor> t = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            t.put(i + ".weight", Tensor.zeros(Shape.of(3, i)));
        }
        format.write(new Contents(t, Map.of("a", "b")), file);
        Corruption.truncate(file, format::read);
        Corruption.flip(file, format::read);
    }

    @Test
    void missingFile() {
        Path file = folder.resolve("none.safetensors");
        assertThatThrownBy(() -> format.read(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": there is no such file");
        assertThatThrownBy(() -> format.read(folder)).hasMessage(folder + ": is a folder, not a file");
    }

    @Test
    void nothingIsLeftWhenWritingFails() throws IOException {
        Path file = folder.resolve("a.safetensors");
        format.write(contents(), file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> dev.noyau.formats.io.AtomicFile.write(file, out -> {
                    out.write(ByteBuffer.allocate(100));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written, the disk is full");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        Path nowhere = folder.resolve("no/a.safetensors");
        assertThatThrownBy(() -> format.write(contents(), nowhere))
                .hasMessage(nowhere + ": cannot be written, the folder " + nowhere.getParent() + " does not exist");
        assertThatThrownBy(() -> format.write(contents(), folder)).hasMessageContaining("it is a folder");
    }

    @Test
    void writesThroughASymbolicLink() throws IOException {
        Path file = folder.resolve("a.safetensors");
        format.write(new Contents(new LinkedHashMap<>(), Map.of()), file);
        Path link = Files.createSymbolicLink(folder.resolve("latest.safetensors"), file);
        format.write(contents(), link);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(format.read(file)).isEqualTo(contents());
    }

    @Test
    void manyTensors() throws IOException {
        Path file = folder.resolve("many.safetensors");
        SequencedMap<String, Tensor> t = new LinkedHashMap<>();
        IntStream.range(0, 3000).forEach(i -> t.put("layer." + i, Tensor.of(Shape.of(1), i)));
        format.write(new Contents(t, Map.of()), file);
        assertThat(List.copyOf(format.read(file).tensors().values())).isEqualTo(List.copyOf(t.values()));
    }
}
