package dev.noyau.formats.data;

import dev.noyau.data.ByteDataset;
import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A folder with CIFAR-10 or CIFAR-100 in the binary version (Krizhevsky 2009): `data_batch_1.bin` to
/// `data_batch_5.bin` and `test_batch.bin`, or `train.bin` and `test.bin`. An image is 3072 bytes, 3×32×32, after
/// one byte with its class, or after two with its coarse and its fine one, of which the fine one is taken. Names of
/// the classes are read from `batches.meta.txt` or `fine_label_names.txt` where there is such a file.
///
/// @param train images to learn from, 3×32×32
/// @param test images to measure with
public record CifarFolder(ByteDataset train, ByteDataset test) {
    private static final Shape IMAGE = Shape.of(3, 32, 32);

    /// Of all files together; their pixels are in one array.
    private static final int MOST = 200_000;

    /// What differs between the two sets.
    private enum Kind {
        TEN(
                10,
                1,
                List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"),
                "test_batch",
                "batches.meta.txt"),
        HUNDRED(100, 2, List.of("train"), "test", "fine_label_names.txt");

        final int classes;
        final int labels;
        final List<String> train;
        final String test;
        final String names;

        Kind(int classes, int labels, List<String> train, String test, String names) {
            this.classes = classes;
            this.labels = labels;
            this.train = train;
            this.test = test;
            this.names = names;
        }
    }

    /// Reads all files; the pixels are kept as bytes.
    ///
    /// @throws NoSuchFileException when one of them is missing
    /// @throws FormatException when one is damaged
    public static CifarFolder read(Path folder) throws IOException {
        Kind kind = kind(folder);
        return new CifarFolder(read(folder, kind, kind.train), read(folder, kind, List.of(kind.test)));
    }

    /// Reads the test images alone.
    ///
    /// @throws NoSuchFileException when they are missing
    /// @throws FormatException when they are damaged
    public static ByteDataset test(Path folder) throws IOException {
        Kind kind = kind(folder);
        return read(folder, kind, List.of(kind.test));
    }

    private static Kind kind(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
        }
        for (Kind k : Kind.values()) {
            if (Files.exists(file(folder, k.test))) {
                return k;
            }
        }
        throw new NoSuchFileException(
                folder.toString(),
                null,
                "it has neither test_batch.bin (CIFAR-10) nor test.bin (CIFAR-100); the binary version is needed");
    }

    private static Path file(Path folder, String name) {
        return folder.resolve(name + ".bin");
    }

    private static ByteDataset read(Path folder, Kind kind, List<String> names) throws IOException {
        int record = kind.labels + IMAGE.intSize();
        int[] counts = new int[names.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = count(file(folder, names.get(i)), record);
        }
        int count = IntStream.of(counts).sum();
        if (count > MOST) {
            throw new FormatException(
                    folder + ": its files hold " + count + " images, more than " + MOST + " are not read");
        }
        byte[] pixels = new byte[count * IMAGE.intSize()];
        byte[] classes = new byte[count];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            read(file(folder, names.get(i)), kind, counts[i], pixels, classes, at);
            at += counts[i];
        }
        return ByteDataset.of(pixels, classes, IMAGE, labels(folder, kind));
    }

    /// Records of a file.
    private static int count(Path file, int record) throws IOException {
        try (FileChannel in = InputFile.open(file)) {
            long bytes = in.size();
            if (bytes == 0 || bytes % record != 0) {
                throw new FormatException(file + ": has " + bytes + " bytes, images of " + record
                        + " bytes were expected; it is truncated, or no binary version of CIFAR");
            }
            if (bytes > (long) MOST * record) {
                throw new FormatException(
                        file + ": has " + bytes + " bytes, more than " + MOST + " images are not read");
            }
            return (int) (bytes / record);
        }
    }

    private static void read(Path file, Kind kind, int count, byte[] pixels, byte[] classes, int first)
            throws IOException {
        int image = IMAGE.intSize();
        byte[] all = InputFile.readAll(file);
        if (all.length != (long) count * (kind.labels + image)) {
            throw new FormatException(file + ": is truncated, it became shorter while it was read");
        }
        for (int i = 0; i < count; i++) {
            int pixel = i * (kind.labels + image) + kind.labels;
            byte c = all[pixel - 1];
            if ((c & 255) >= kind.classes) {
                throw new FormatException(file + ": image " + i + " has class " + (c & 255) + ", the classes are 0 to "
                        + (kind.classes - 1));
            }
            classes[first + i] = c;
            System.arraycopy(all, pixel, pixels, (first + i) * image, image);
        }
    }

    private static List<String> labels(Path folder, Kind kind) throws IOException {
        Path file = folder.resolve(kind.names);
        if (!Files.exists(file)) {
            return IntStream.range(0, kind.classes).mapToObj(Integer::toString).toList();
        }
        List<String> names =
                TextFile.lines(file).stream().filter(l -> !l.isBlank()).toList();
        if (names.size() != kind.classes) {
            throw new FormatException(
                    file + ": has " + names.size() + " names, there are " + kind.classes + " classes");
        }
        return names;
    }
}
