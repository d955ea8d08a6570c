package dev.noyau.formats.data;

import dev.noyau.data.ByteDataset;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A folder with the four files of MNIST's format, as Fashion-MNIST, KMNIST and EMNIST come:
/// `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`,
/// each also with the ending `.gz` or with a dot in place of its second hyphen.
///
/// @param train images to learn from, 1×H×W
/// @param test images to measure with, of the same size
public record IdxFolder(ByteDataset train, ByteDataset test) {
    /// Images for each class from which on a class without images is no chance.
    private static final int ENOUGH = 100;

    /// Reads the four files; the pixels are kept as bytes. Classes are called by their numbers.
    ///
    /// @throws NoSuchFileException when one of them is missing
    /// @throws FormatException when one is damaged, or they do not belong together
    public static IdxFolder read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
        }
        Part train = Part.read(folder, "train");
        Part test = Part.read(folder, "t10k");
        if (train.images.height() != test.images.height() || train.images.width() != test.images.width()) {
            throw new FormatException(folder + ": the training images are " + size(train.images) + ", the test images "
                    + size(test.images));
        }
        int classes = 1 + train.labels.max();
        if (test.labels.max() >= classes) {
            throw new FormatException(folder + ": a test image has label " + test.labels.max()
                    + ", which is out of range: the training images have labels up to " + (classes - 1));
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return new IdxFolder(train.dataset(names), test.dataset(names));
    }

    private static String size(IdxImages i) {
        return i.height() + "×" + i.width();
    }

    private record Part(IdxImages images, IdxLabels labels) {
        static Part read(Path folder, String part) throws IOException {
            Path imageFile = find(folder, part + "-images", "idx3-ubyte");
            Path labelFile = find(folder, part + "-labels", "idx1-ubyte");
            Part p = new Part(Idx.images(imageFile), Idx.labels(labelFile));
            if (p.images.count() != p.labels.count() || p.images.count() == 0) {
                throw new FormatException(imageFile + ": holds " + p.images.count() + " images, and " + labelFile + " "
                        + p.labels.count() + " labels");
            }
            checkRange(labelFile, p.labels);
            return p;
        }

        /// The file does not say how many classes there are. Where there are many images, a class
        /// without any, below one that has some, means that a label is wrong, not that there are more
        /// classes. Class 0 may be empty: some sets count from one.
        private static void checkRange(Path file, IdxLabels labels) throws FormatException {
            int[] counts = labels.counts();
            if (labels.count() < ENOUGH * counts.length) {
                return;
            }
            for (int c = 1; c < counts.length; c++) {
                if (counts[c] == 0) {
                    throw new FormatException(file + ": label " + labels.max() + " is out of range: of "
                            + labels.count() + " images none has label " + c);
                }
            }
        }

        ByteDataset dataset(List<String> names) {
            Shape shape = Shape.of(1, images.height(), images.width());
            return ByteDataset.of(images.pixels(), labels.values(), shape, names);
        }
    }

    private static Path find(Path folder, String begin, String end) throws IOException {
        for (String name : List.of(begin + "-" + end, begin + "." + end)) {
            for (String ending : List.of("", ".gz")) {
                Path file = folder.resolve(name + ending);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        String wanted = folder.resolve(begin + "-" + end).toString();
        throw new NoSuchFileException(wanted, null, "there is no such file, nor one with the ending .gz");
    }
}
