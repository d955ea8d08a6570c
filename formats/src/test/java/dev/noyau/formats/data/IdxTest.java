package dev.noyau.formats.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Targets;
import dev.noyau.formats.testing.Corruption;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    @TempDir
    Path folder;

    private static byte[] idx(int magic, int[] sizes, int values) {
        ByteBuffer b = ByteBuffer.allocate(4 + 4 * sizes.length + values).putInt(magic);
        for (int s : sizes) {
            b.putInt(s);
        }
        for (int i = 0; b.hasRemaining(); i++) {
            b.put((byte) (i * 7));
        }
        return b.array();
    }

    private static byte[] images(int n, int h, int w) {
        return idx(0x803, new int[] {n, h, w}, n * h * w);
    }

    private static byte[] labels(int n) {
        byte[] b = idx(0x801, new int[] {n}, n);
        for (int i = 0; i < n; i++) {
            b[8 + i] = (byte) (i % 4);
        }
        return b;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream z = new GZIPOutputStream(out)) {
            z.write(bytes);
        }
        return out.toByteArray();
    }

    private Path file(byte... bytes) throws IOException {
        return Files.write(folder.resolve("file-idx"), bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsImages(boolean zipped) throws IOException {
        byte[] bytes = images(5, 3, 4);
        IdxImages i = Idx.images(file(zipped ? gzip(bytes) : bytes));
        assertThat(i.count()).isEqualTo(5);
        assertThat(i.height()).isEqualTo(3);
        assertThat(i.width()).isEqualTo(4);
        assertThat(i.pixels()).hasSize(60).startsWith(0, 7, 14).endsWith((byte) (59 * 7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsLabels(boolean zipped) throws IOException {
        IdxLabels l = Idx.labels(file(zipped ? gzip(labels(6)) : labels(6)));
        assertThat(l.values()).containsExactly(0, 1, 2, 3, 0, 1);
        assertThat(l.max()).isEqualTo(3);
    }

    @Test
    void refusesWhatIsUnsound() throws IOException {
        refused(file(), "is truncated");
        refused(file(idx(0x803, new int[] {5, 3, 4}, 59)), "claims 60 values and the file has 75 bytes");
        refused(file(idx(0x803, new int[] {5, 3, 4}, 61)), "goes on after the 60 values");
        refused(file(idx(0xd03, new int[] {5, 3, 4}, 240)), "IDX header 00000803, found 00000d03");
        refused(file(labels(4)), "should be images (N, H, W) of unsigned bytes");
        refused(file("PNG and more".getBytes(java.nio.charset.StandardCharsets.US_ASCII)), "is not an IDX file");
        refused(file(idx(0x803, new int[] {100_000, 100_000, 100}, 10)), "claims 1000000000000 values");
        refused(file(gzip(idx(0x803, new int[] {100_000, 100_000, 100}, 10))), "claims 1000000000000 values");
        refused(file(idx(0x803, new int[] {1 << 30, 1 << 30, 1 << 30}, 10)), "claims 9223372036854775807 values");
        refused(file(idx(0x803, new int[] {-1, 3, 4}, 10)), "claims a size of 4294967295");
        refused(file(idx(0x803, new int[] {3, 0, 4}, 10)), "claims a size of 0");
    }

    private static void refused(Path file, String reason) {
        assertThatThrownBy(() -> Idx.images(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void damagedFilesAreRefused(boolean zipped) throws IOException {
        Path file = file(zipped ? gzip(images(9, 13, 11)) : images(9, 13, 11));
        Corruption.truncate(file, Idx::images);
        Corruption.flip(file, Idx::images);
    }

    private void four(int trainImages, int trainLabels, int testHeight) throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(images(trainImages, 3, 4)));
        Files.write(folder.resolve("train-labels.idx1-ubyte"), labels(trainLabels));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(2, testHeight, 4));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(2));
    }

    @Test
    void readsAFolder() throws IOException {
        four(6, 6, 3);
        IdxFolder f = IdxFolder.read(folder);
        assertThat(f.train().size()).isEqualTo(6);
        assertThat(f.test().size()).isEqualTo(2);
        assertThat(f.train().shape()).isEqualTo(Shape.of(1, 3, 4));
        assertThat(f.train().labels()).containsExactly("0", "1", "2", "3");
        float[] pixels = new float[12];
        long[] target = new long[1];
        f.train().read(5, pixels, 0, Targets.classes(target), 0);
        assertThat(pixels[1]).isEqualTo((61 * 7 & 255) / 255f);
        assertThat(target).containsExactly(1);
    }

    /// The format does not say how many classes there are; one image of a class of its own is no class.
    @Test
    void labelsOutOfRangeAreRefused() throws IOException {
        four(1000, 1000, 3);
        Path train = folder.resolve("train-labels.idx1-ubyte");
        byte[] labels = labels(1000);
        labels[8 + 500] = 9;
        Files.write(train, labels);
        assertThatThrownBy(() -> IdxFolder.read(folder))
                .isInstanceOf(FormatException.class)
                .hasMessage(train + ": label 9 is out of range: of 1000 images none has label 4");
        Files.write(train, labels(1000));
        byte[] test = labels(2);
        test[8] = 4;
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), test);
        assertThatThrownBy(() -> IdxFolder.read(folder))
                .isInstanceOf(FormatException.class)
                .hasMessage(folder
                        + ": a test image has label 4, which is out of range: the training images have labels up to 3");
    }

    @Test
    void filesOfAFolderBelongTogether() throws IOException {
        four(6, 5, 3);
        assertThatThrownBy(() -> IdxFolder.read(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("holds 6 images")
                .hasMessageContaining("5 labels");
        four(6, 6, 2);
        assertThatThrownBy(() -> IdxFolder.read(folder)).hasMessageContaining("images are 3×4, the test images 2×4");
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
        assertThatThrownBy(() -> IdxFolder.read(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(folder.resolve("t10k-labels-idx1-ubyte")
                        + ": there is no such file, nor one with the ending .gz");
        Path nowhere = folder.resolve("none");
        assertThatThrownBy(() -> IdxFolder.read(nowhere)).hasMessage(nowhere + ": there is no such folder");
    }
}
