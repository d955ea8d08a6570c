package dev.noyau.formats.data;

import dev.noyau.data.PixelDataset;
import dev.noyau.model.FormatException;
import dev.noyau.pixels.Components;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A folder of images with an answer for each pixel. Read are
///
/// - the folders `images` and `masks` (or `labels`, `annotations`), with files of the same names; also in each of
///   `train`, `val` and `test`, or with these folders inside them;
/// - `train` and `trainannot`, `val` and `valannot`, `test` and `testannot`, as CamVid comes;
/// - a folder for each image, with the image in its folder `images` and one mask an object in its folder `masks`, as
///   the nuclei of the 2018 Data Science Bowl come: two classes, `background` and `object`;
/// - `masks/LABEL/NAME.png`, a file for each label: several labels at once.
///
/// A mask is an image whose values (or indices of its palette) are classes; see [ClassTable] for names, other
/// values and colours. Without a table, 0 and 255 alone mean no and yes; otherwise 255 does not count, and classes are
/// called by their numbers. Images keep eight bits of sixteen; transparent pixels lie over white. All images have the
/// size that is asked for, or else must be of one size; grey images have one channel, where one has colours all have
/// three.
///
/// @param train to learn from
/// @param validation what the folder sets aside for choosing; null where it does not
/// @param test to measure with; where the folder sets none aside, `validation`, or else every fifth image in the order
///     of their names
/// @param skipped what was left out, and why
/// @param testNames the names of the test images, without their files' endings
/// @param testObjects the objects of each test image, where there is a mask for each object; else empty
public record SegmentationFolder(
        PixelDataset train,
        @Nullable PixelDataset validation,
        PixelDataset test,
        List<String> skipped,
        List<String> testNames,
        List<Components> testObjects) {
    public SegmentationFolder {
        skipped = List.copyOf(skipped);
        testNames = List.copyOf(testNames);
        testObjects = List.copyOf(testObjects);
    }

    /// Where the folder sets none aside, the last of so many images is for measuring.
    private static final int FIFTH = 5;

    /// How the folder is to be read.
    ///
    /// @param table which value is which class; null to take `classes.txt` of the folder, or else
    /// what is there
    /// @param ignore a value that does not count, too; -1 for none
    /// @param channels 1 for grey and 3 for colour; 0 for colour where some image has it
    /// @param height of all images; 0 to keep theirs
    /// @param width of all images; 0 to keep theirs
    /// @param skipBad whether files that cannot be read are left out and reported
    public record Options(
            @Nullable ClassTable table, int ignore, int channels, int height, int width, boolean skipBad) {
        public static final Options DEFAULT = new Options(null, -1, 0, 0, 0, false);

        public Options withTable(ClassTable t) {
            return new Options(t, ignore, channels, height, width, skipBad);
        }

        public Options ignoring(int value) {
            return new Options(table, value, channels, height, width, skipBad);
        }

        public Options resizedTo(int h, int w) {
            return new Options(table, ignore, channels, h, w, skipBad);
        }

        /// Grey images (1) or colour (3).
        ///
        /// @throws IllegalArgumentException for another number
        public Options withChannels(int c) {
            if (c != 1 && c != 3) {
                throw new IllegalArgumentException("images have 1 channel (grey) or 3 (colour), found " + c);
            }
            return new Options(table, ignore, c, height, width, skipBad);
        }

        public Options skippingBad(boolean yes) {
            return new Options(table, ignore, channels, height, width, yes);
        }
    }

    /// Reads a folder with its defaults.
    public static SegmentationFolder read(Path folder) throws IOException {
        return read(folder, Options.DEFAULT);
    }

    /// Reads all images and masks into memory.
    ///
    /// @throws NoSuchFileException when there is no such folder
    /// @throws FormatException naming the file that is damaged, of another size than its mask or the
    /// others, or has a value without a class; and the images without masks
    public static SegmentationFolder read(Path folder, Options options) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
        }
        Path table = folder.resolve("classes.txt");
        Options o = options.table() == null && Files.isRegularFile(table)
                ? options.withTable(ClassTable.read(table))
                : options;
        Path[] train = PixelFiles.part(folder, "train");
        if (train.length == 0) {
            return undivided(PixelFiles.in(folder), o);
        }
        List<PixelFiles> parts = new ArrayList<>(List.of(PixelFiles.paired(train[0], train[1])));
        for (String name : List.of("val", "test")) {
            Path[] p = PixelFiles.part(folder, name);
            parts.add(
                    p.length == 0
                            ? new PixelFiles(List.of(), parts.getFirst().kind(), List.of())
                            : PixelFiles.paired(p[0], p[1]));
        }
        return divided(parts, o);
    }

    private static SegmentationFolder undivided(PixelFiles files, Options options) throws IOException {
        PixelReading.Read r = PixelReading.of(List.of(files), options);
        return aside(r, r.parts().getFirst());
    }

    private static SegmentationFolder aside(PixelReading.Read r, List<PixelReading.Sample> all) throws FormatException {
        if (all.size() < FIFTH) {
            throw new FormatException("there are " + all.size() + " images; at least " + FIFTH
                    + " are needed where none are set aside for measuring, in folders train and val");
        }
        List<PixelReading.Sample> train = new ArrayList<>();
        List<PixelReading.Sample> test = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            (i % FIFTH == FIFTH - 1 ? test : train).add(all.get(i));
        }
        return new SegmentationFolder(
                r.dataset(train), null, r.dataset(test), r.skipped(), names(test), r.objects(test));
    }

    private static SegmentationFolder divided(List<PixelFiles> parts, Options options) throws IOException {
        PixelReading.Read r = PixelReading.of(parts, options);
        List<PixelReading.Sample> train = r.parts().getFirst();
        List<PixelReading.Sample> validation = r.parts().get(1);
        List<PixelReading.Sample> test =
                r.parts().get(2).isEmpty() ? validation : r.parts().get(2);
        if (test.isEmpty()) {
            return aside(r, train);
        }
        return new SegmentationFolder(
                r.dataset(train),
                validation.isEmpty() ? null : r.dataset(validation),
                r.dataset(test),
                r.skipped(),
                names(test),
                r.objects(test));
    }

    private static List<String> names(List<PixelReading.Sample> samples) {
        return samples.stream().map(PixelReading.Sample::name).toList();
    }
}
