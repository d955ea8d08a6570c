package dev.noyau.formats.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.formats.testing.Corruption;
import dev.noyau.formats.testing.Resources;
import dev.noyau.formats.testing.SharedData;
import dev.noyau.model.FormatException;
import dev.noyau.model.Formats;
import dev.noyau.model.TensorFormat.Contents;
import dev.noyau.model.Weights;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TorchFormatTest {
    private static final TorchFormat FORMAT = new TorchFormat();

    @TempDir
    Path folder;

    private record Expected(String file, String name, String type, String shape, double first, double sum) {}

    private static List<Expected> expected() {
        return Resources.lines(TorchFormatTest.class, "expected.tsv")
                .map(l -> l.split("\t"))
                .map(f -> new Expected(f[0], f[1], f[2], f[3], Double.parseDouble(f[4]), Double.parseDouble(f[5])))
                .toList();
    }

    static Stream<String> files() {
        return expected().stream().map(Expected::file).distinct();
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsWhatPyTorchWrote(String name) throws IOException {
        Path file = Resources.copy(TorchFormatTest.class, name, folder);
        assertThat(FORMAT.recognises(file)).isTrue();
        Map<String, Tensor> tensors = FORMAT.read(file).tensors();
        List<Expected> all =
                expected().stream().filter(e -> e.file().equals(name)).toList();
        assertThat(tensors.keySet())
                .containsExactlyElementsOf(all.stream().map(Expected::name).toList());
        for (Expected e : all) {
            Tensor t = tensors.get(e.name());
            assertThat(t.dtype()).hasToString(e.type());
            assertThat(t.shape()).as(e.name()).hasToString(e.shape());
            double[] v = doubles(t);
            assertThat(v[0]).as(e.name()).isEqualTo(e.first());
            assertThat(java.util.Arrays.stream(v).sum()).as(e.name()).isCloseTo(e.sum(), within(1e-9));
        }
    }

    private static double[] doubles(Tensor t) {
        return t.dtype() == DType.F32
                ? IntStream.range(0, t.data().length)
                        .mapToDouble(i -> t.data()[i])
                        .toArray()
                : java.util.Arrays.stream(t.longData()).asDoubleStream().toArray();
    }

    @Test
    void otherValuesAreWords() throws IOException {
        Contents c = FORMAT.read(Resources.copy(TorchFormatTest.class, "weights_with_config.pt", folder));
        assertThat(c.metadata())
                .containsEntry("my_config.some_str", "hello")
                .containsEntry("my_config.d_model", "512")
                .containsEntry("my_config.some_list_float.1", "0.2")
                .containsEntry("my_config.some_bool", "true")
                .containsEntry("my_config.some_dict.some_key", "some_value");
    }

    @Test
    void legacyFileOfResNet20IsItsSafetensors() throws IOException {
        Path archive = SharedData.require("cifar-resnet20.tar.gz");
        SharedData.files(archive, n -> n.endsWith(".th") || n.equals("resnet20.safetensors"))
                .forEach(this::save);
        Weights th = Weights.read(folder.resolve("resnet20-12fca82f.th"));
        assertThat(th.words()).containsKey("best_prec1");
        Weights other = Weights.read(folder.resolve("resnet20.safetensors"));
        // The count of batches came with a newer PyTorch than the .th was written with.
        assertThat(th.under("state_dict.module").tensors())
                .containsAllEntriesOf(other.without(".*num_batches_tracked").tensors());
    }

    @Test
    void zipFileOfAlikeIsItsSafetensors() throws IOException {
        Path archive = SharedData.require("descriptor-pairs.tar.gz");
        SharedData.files(archive, n -> n.equals("alike-t.pth") || n.equals("alike-t.safetensors"))
                .forEach(this::save);
        assertThat(Weights.read(folder.resolve("alike-t.pth")).tensors())
                .isEqualTo(Weights.read(folder.resolve("alike-t.safetensors")).tensors());
    }

    @Test
    void otherRealFiles() throws IOException {
        Path archive = SharedData.require("weights-formats.tar.gz");
        SharedData.files(archive, n -> n.equals("version-slim-320.pth")).forEach(this::save);
        Map<String, Tensor> slim =
                Weights.read(folder.resolve("version-slim-320.pth")).tensors();
        assertThat(slim.get("base_net.0.0.weight").shape()).isEqualTo(Shape.of(16, 3, 3, 3));
        assertThat(slim.values().stream()
                        .filter(t -> t.dtype() == DType.F32)
                        .mapToLong(t -> t.shape().size())
                        .sum())
                .isBetween(250_000L, 280_000L);
    }

    private void save(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DoubleStorage, 8",
        "FloatStorage, 4",
        "HalfStorage, 2",
        "BFloat16Storage, 2",
        "LongStorage, 8",
        "IntStorage, 4",
        "ShortStorage, 2",
        "CharStorage, 1",
        "ByteStorage, 1",
        "BoolStorage, 1",
    })
    void everyElementType(String type, int width) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(2 * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 2; i++) {
            switch (type) {
                case "DoubleStorage" -> b.putDouble(i);
                case "FloatStorage" -> b.putFloat(i);
                case "HalfStorage" -> b.putShort(Float.floatToFloat16(i));
                case "BFloat16Storage" -> b.putShort((short) (Float.floatToRawIntBits(i) >>> 16));
                default -> b.put(i * width, (byte) i);
            }
        }
        byte[] pickle = Pickles.one(type, 2, 0, new long[] {2}, new long[] {1});
        Tensor t = one(pickle, b.array());
        assertThat(doubles(t)).containsExactly(0, 1);
    }

    private Tensor one(byte[] pickle, byte[] storage) throws IOException {
        Path file = Pickles.zip(folder.resolve("one.pt"), pickle, Map.of("0", storage));
        return FORMAT.read(file).tensors().get("a");
    }

    @Test
    void strides() throws IOException {
        byte[] six = Pickles.floats(0, 1, 2, 3, 4, 5);
        long[] size = {3, 2};
        assertThat(one(Pickles.one("FloatStorage", 6, 0, size, new long[] {1, 3}), six))
                .isEqualTo(Tensor.of(Shape.of(3, 2), 0, 3, 1, 4, 2, 5));
        assertThat(one(Pickles.one("FloatStorage", 6, 2, new long[] {2, 2}, new long[] {0, 3}), six))
                .isEqualTo(Tensor.of(Shape.of(2, 2), 2, 5, 2, 5));
        assertThat(one(Pickles.one("FloatStorage", 6, 5, new long[] {1, 1}, new long[] {100, 100}), six))
                .isEqualTo(Tensor.of(Shape.of(1, 1), 5));
        assertThat(one(Pickles.one("FloatStorage", 6, 4, new long[] {}, new long[] {}), six))
                .isEqualTo(Tensor.of(Shape.SCALAR, 4));
        assertThat(one(Pickles.one("FloatStorage", 6, 6, new long[] {3, 0}, new long[] {1, 1}), six))
                .isEqualTo(Tensor.of(Shape.of(3, 0)));
    }

    /// Tied weights are one tensor in memory, too.
    @Test
    void sharedStorages() throws IOException {
        Pickles p = Pickles.begin().raw('}', '(');
        for (String name : List.of("encoder", "decoder", "half")) {
            long[] size = {name.equals("half") ? 1 : 2};
            p.text(name).tensor("FloatStorage", "7", 2, 0, size, new long[] {1});
        }
        byte[] pickle = p.raw('u').end();
        Path zip = Pickles.zip(folder.resolve("tied.pt"), pickle, Map.of("7", Pickles.floats(8, 9)));
        Path old = Pickles.legacy(folder.resolve("old.pt"), pickle, List.of("7"), List.of(Pickles.floats(8, 9)));
        for (Path file : List.of(zip, old)) {
            Map<String, Tensor> t = FORMAT.read(file).tensors();
            assertThat(t.get("decoder")).isSameAs(t.get("encoder")).isEqualTo(Tensor.of(Shape.of(2), 8, 9));
            assertThat(t.get("half")).isEqualTo(Tensor.of(Shape.of(1), 8));
        }
    }

    @Test
    void newerTypesNameTheirElementsApart() throws IOException {
        byte[] pickle = Pickles.begin()
                .raw('}')
                .text("a")
                .global("torch._utils", "_rebuild_tensor_v3")
                .raw('(', '(')
                .text("storage")
                .global("torch.storage", "UntypedStorage")
                .text("0")
                .text("cpu")
                .number(4)
                .raw('t', 'Q')
                .number(0)
                .numbers(2)
                .numbers(1)
                .raw(0x89, '}')
                .global("torch", "uint16")
                .raw('t', 'R', 's')
                .end();
        assertThat(one(pickle, new byte[] {1, 0, -1, -1}).toLongs()).containsExactly(1, 65535);
    }

    @Test
    void loneTensorIsCalledAsItsFile() throws IOException {
        byte[] pickle = Pickles.begin()
                .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                .end();
        Path file = Pickles.zip(folder.resolve("mask.pt"), pickle, Map.of("0", Pickles.floats(3)));
        assertThat(FORMAT.read(file).tensors()).containsExactly(Map.entry("mask", Tensor.of(Shape.of(1), 3)));
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "builtins, eval",
        "__builtin__, getattr",
        "subprocess, Popen",
        "torch, load",
        "torch._utils, _rebuild_qtensor",
        "torch.nn.modules.linear, Linear",
        "numpy.core.multiarray, _reconstruct",
        "__main__, Net",
    })
    void namesOutsideTheListAreRefused(String module, String name) throws IOException {
        byte[] pickle = Pickles.begin()
                .global(module, name)
                .raw('(')
                .text("rm -rf /")
                .raw('t', 'R')
                .end();
        refused(pickle, "names " + module + "." + name + ", which is not one of the constructors");
        byte[] stacked = Pickles.begin().text(module).text(name).raw(0x93).end();
        refused(stacked, "names " + module + "." + name);
    }

    private void refused(byte[] pickle, String reason) throws IOException {
        Path zip = Pickles.zip(folder.resolve("bad.pt"), pickle, Map.of("0", Pickles.floats(1, 2)));
        Path old = Pickles.legacy(folder.resolve("bad.pth"), pickle, List.of("0"), List.of(Pickles.floats(1, 2)));
        for (Path file : List.of(zip, old)) {
            assertThatThrownBy(() -> FORMAT.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageContaining(reason)
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void claimsBeyondTheFileAreRefused() throws IOException {
        long huge = 1_000_000_000_000L;
        refused(Pickles.one("FloatStorage", 2, 0, new long[] {huge}, new long[] {1}), "too large");
        refused(Pickles.one("FloatStorage", 2, 0, new long[] {1 << 30}, new long[] {0}), "far more than a file of");
        refused(Pickles.one("FloatStorage", 2, 0, new long[] {3}, new long[] {1}), "not inside its storage of 2");
        refused(Pickles.one("FloatStorage", 2, -1, new long[] {1}, new long[] {1}), "not inside its storage");
        refused(Pickles.one("FloatStorage", 2, 1, new long[] {2}, new long[] {-1}), "not inside its storage");
        refused(Pickles.one("FloatStorage", 2, 0, new long[] {2}, new long[] {Long.MAX_VALUE}), "not inside");
        refused(Pickles.one("FloatStorage", 2, 0, new long[] {-1}, new long[] {1}), "negative size");
        refused(Pickles.one("FloatStorage", 2, 0, new long[] {2}, new long[] {1, 1}), "not as many strides");
        Path zip = Pickles.zip(
                folder.resolve("bad.pt"),
                Pickles.one("FloatStorage", huge, 0, new long[] {1000}, new long[] {1}),
                Map.of("0", Pickles.floats(1, 2)));
        assertThatThrownBy(() -> FORMAT.read(zip))
                .hasMessageContaining("needs 4000000000000 bytes in the entry 'archive/data/0', which has 8");
        Path none = Pickles.zip(
                folder.resolve("none.pt"), Pickles.one("FloatStorage", 1, 0, new long[] {1}, new long[] {1}), Map.of());
        assertThatThrownBy(() -> FORMAT.read(none)).hasMessageContaining("which does not exist");
    }

    @Test
    void malformedPicklesAreRefused() throws IOException {
        refused(Pickles.begin().raw('s').end(), "there should be a value, found nothing");
        refused(Pickles.begin().raw('}', 'N', 's').end(), "there should be a dictionary, found nothing");
        refused(Pickles.begin().raw('K', 1, 'K', 2, 'a').end(), "there should be a list, found a whole number");
        refused(Pickles.begin().raw('u').end(), "nothing was begun");
        refused(Pickles.begin().raw('}', ']', 'N', 's').end(), "a list as a key");
        refused(Pickles.begin().raw('h', 7).end(), "refers to value 7");
        refused(Pickles.begin().raw('i').end(), "the opcode 0x69");
        refused(new Pickles().raw(0x80, 9, '.').end(), "has protocol 9");
        refused(Pickles.begin().raw(0x8a, 200).end(), "a whole number of 200 bytes");
        refused(Pickles.begin().raw('X', 255, 255, 255, 127).end(), "is truncated: 2147483647 bytes should follow");
        refused(Pickles.begin().raw('}').raw('b').end(), "found nothing");
        refused(
                Pickles.begin()
                        .tensor("FloatStorage", "0", 2, 0, new long[] {1}, new long[] {1})
                        .raw('0', '}', 'q', 0)
                        .text("self")
                        .raw('h', 0, 's')
                        .end(),
                "nested too deeply, or contains itself");
        refused(Pickles.begin().global("torch", "Size").raw(']', 'R').end(), "there should be arguments");
    }

    /// Each dictionary holds the one before twice: 2^40 tensors in a few hundred bytes.
    @Test
    void repetitionWithinRepetitionIsRefused() throws IOException {
        Pickles p = Pickles.begin().tensor("FloatStorage", "0", 2, 0, new long[] {1}, new long[] {1});
        for (int i = 0; i < 40; i++) {
            p.raw('q', i, '0', '}').text("a").raw('h', i, 's').text("b").raw('h', i, 's');
        }
        refused(p.end(), "nested too deeply, or contains itself");
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        Path zip = Resources.copy(TorchFormatTest.class, "batch_norm2d.pt", folder);
        Corruption.truncate(zip, FORMAT::read);
        Corruption.flip(zip, FORMAT::read);
        List<String> keys = new ArrayList<>();
        List<byte[]> storages = new ArrayList<>();
        Pickles p = Pickles.begin().raw('}', '(');
        for (int i = 0; i < 5; i++) {
            keys.add("s" + i);
            storages.add(Pickles.floats(new float[2 * i]));
            p.text("layer." + i).tensor("FloatStorage", "s" + i, 2L * i, 0, new long[] {i, 2}, new long[] {2, 1});
        }
        Path old = Pickles.legacy(folder.resolve("old.pth"), p.raw('u').end(), keys, storages);
        Corruption.truncate(old, FORMAT::read);
        Corruption.flip(old, FORMAT::read);
    }

    @Test
    void whatElseIsNoFileOfPyTorch() throws IOException {
        Path text = Files.writeString(folder.resolve("a.pth"), "no pickle");
        assertThat(Formats.tensorsIn(text)).isInstanceOf(TorchFormat.class);
        assertThatThrownBy(() -> FORMAT.read(text)).hasMessageStartingWith(text + ": is not a file of PyTorch's");
        Path zip = Pickles.zip(folder.resolve("x.pt"), new byte[0], Map.of());
        assertThatThrownBy(() -> FORMAT.read(zip)).hasMessageContaining("is truncated");
        assertThatThrownBy(() -> FORMAT.write(new Contents(new java.util.LinkedHashMap<>(), Map.of()), zip))
                .hasMessageContaining("write .safetensors");
    }
}
