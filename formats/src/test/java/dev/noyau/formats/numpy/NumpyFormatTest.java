package dev.noyau.formats.numpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.formats.testing.Corruption;
import dev.noyau.formats.testing.Resources;
import dev.noyau.model.FormatException;
import dev.noyau.model.Formats;
import dev.noyau.model.TensorFormat.Contents;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumpyFormatTest {
    private static final NumpyFormat FORMAT = new NumpyFormat();

    @TempDir
    Path folder;

    @Test
    void readsWhatNumpyWrote() throws IOException {
        Path npz = Resources.copy(NumpyFormatTest.class, "test.npz", folder);
        Path npy = Resources.copy(NumpyFormatTest.class, "test.npy", folder);
        long[] ten = LongStream.range(0, 10).toArray();
        assertThat(Formats.tensorsIn(npz).read(npz).tensors())
                .containsExactly(
                        Map.entry("x", Tensor.ofLongs(Shape.of(10), ten)),
                        Map.entry(
                                "x_plus_one",
                                Tensor.ofLongs(
                                        Shape.of(10), LongStream.range(1, 11).toArray())));
        assertThat(FORMAT.read(npy).tensors()).containsExactly(Map.entry("test", Tensor.ofLongs(Shape.of(10), ten)));
        // By their contents, whatever they are called.
        Path renamed = Files.move(npz, folder.resolve("weights.bin"));
        assertThat(Formats.tensorsIn(renamed)).isInstanceOf(NumpyFormat.class);
    }

    @Test
    void readsWhatItWrites() throws IOException {
        SequencedMap<String, Tensor> t = new LinkedHashMap<>();
        float[] many = new float[70_001];
        IntStream.range(0, many.length).forEach(i -> many[i] = i * 0.37f);
        t.put("layer.0.weight", Tensor.wrap(Shape.of(70_001), many));
        t.put("mask", Tensor.ofBooleans(Shape.of(1, 3), 1, 0, 1));
        t.put("step", Tensor.ofLongs(Shape.SCALAR, Long.MIN_VALUE));
        t.put("nothing", Tensor.of(Shape.of(0, 5)));
        Path a = folder.resolve("a.npz");
        Path b = folder.resolve("b.npz");
        FORMAT.write(new Contents(t, Map.of("no", "place")), a);
        FORMAT.write(new Contents(t, Map.of()), b);
        assertThat(FORMAT.read(a)).isEqualTo(new Contents(t, Map.of()));
        assertThat(b).hasSameBinaryContentAs(a);
        assertThatThrownBy(() -> FORMAT.write(new Contents(t, Map.of()), folder.resolve("a.npy")))
                .hasMessageContaining("holds one array");
    }

    private Path npy(String header, byte... data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer b = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put(Npy.MAGIC)
                .put((byte) 2)
                .put((byte) 0)
                .putInt(text.length)
                .put(text)
                .put(data);
        return Files.write(folder.resolve("made.npy"), b.array());
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, 8, 1.5",
        ">f8, 8, 1.5",
        "<f4, 4, 1.5",
        ">f4, 4, 1.5",
        "<f2, 2, 1.5",
        "<i8, 8, -2",
        ">i4, 4, -2",
        "<i2, 2, -2",
        "|i1, 1, -2",
        ">u4, 4, 4294967294",
        "<u2, 2, 65534",
        "|u1, 1, 254",
        "|b1, 1, 1",
    })
    void everyElementType(String descr, int width, double expected) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(width);
        b.order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        switch (descr.charAt(1) + "" + width) {
            case "f8" -> b.putDouble(1.5);
            case "f4" -> b.putFloat(1.5f);
            case "f2" -> b.putShort(Float.floatToFloat16(1.5f));
            case "b1" -> b.put((byte) 1);
            case "i8" -> b.putLong(-2);
            case "i4", "u4" -> b.putInt(-2);
            case "i2", "u2" -> b.putShort((short) -2);
            default -> b.put((byte) -2);
        }
        Path file = npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1,), }\n", b.array());
        Tensor t = FORMAT.read(file).tensors().get("made");
        double found = descr.charAt(1) == 'f' ? t.toArray()[0] : (double) t.toLongs()[0];
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void columnsFirst() throws IOException {
        Path file = npy(
                "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }",
                (byte) 1,
                (byte) 4,
                (byte) 2,
                (byte) 5,
                (byte) 3,
                (byte) 6);
        assertThat(FORMAT.read(file).tensors().get("made")).isEqualTo(Tensor.ofLongs(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }|needs 12 bytes, there are 8",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }|goes on after the array",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }|too large",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }|too large",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 99999999999), }|too long",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }|should have a size",
                "{'descr': 'O', 'fortran_order': False, 'shape': (1,), }|type 'O', which are not supported",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }|type '<c8', which are not supported",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }|arrays of records",
                "{'descr': '?f4', 'fortran_order': False, 'shape': (1,), }|no known byte order",
                "{'descr': '<f4', 'shape': (2,), }|needs descr, fortran_order and shape",
                "{'descr': '<f4', 'descr': '<f4', 'shape': (2,), }|the key 'descr' twice",
                "{'descr': '<f4', 'fortran_order': 1, 'shape': (2,), }|True or False",
                "{'descr': '<f4', 'x': 1}|unknown key 'x'",
                "{'descr': '<f4|without an end",
                "os.system()|should have '{'",
            })
    void refusesWhatIsUnsound(String header, String reason) throws IOException {
        Path file = npy(header, new byte[8]);
        assertThatThrownBy(() -> FORMAT.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void namesThatLeaveTheFolderAreNames() throws IOException {
        Path file = folder.resolve("sub.npz");
        byte[] array = Resources.bytes(NumpyFormatTest.class, "test.npy");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("../../outside.npy"));
            zip.write(array);
        }
        assertThat(FORMAT.read(file).tensors()).containsOnlyKeys("../../outside");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        SequencedMap<String, Tensor> t = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c")) {
            t.put(name, Tensor.zeros(Shape.of(5, 6)));
        }
        Path file = folder.resolve("a.npz");
        FORMAT.write(new Contents(t, Map.of()), file);
        Corruption.truncate(file, FORMAT::read);
        Corruption.flip(file, FORMAT::read);
        Path npy = Files.write(
                folder.resolve("x.npy"), Arrays.copyOf(Resources.bytes(NumpyFormatTest.class, "test.npy"), 208));
        Corruption.truncate(npy, FORMAT::read);
        Corruption.flip(npy, FORMAT::read);
    }
}
