package dev.noyau.cli;

import dev.noyau.data.PixelDataset;
import dev.noyau.formats.data.ClassTable;
import dev.noyau.formats.data.SegmentationFolder;
import dev.noyau.mnist.Canvases;
import dev.noyau.pixels.Components;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Data with an answer for each pixel, as it is named on the command line.
///
/// @param name short, for folders
/// @param validation what the folder sets aside for choosing; null where it does not
/// @param testNames names of the test images
/// @param testObjects the objects of each test image, where the masks tell them apart; else empty
/// @param skipped files that were left out, and why
record PixelData(
        String name,
        PixelDataset train,
        @Nullable PixelDataset validation,
        PixelDataset test,
        List<String> testNames,
        List<Components> testObjects,
        List<String> skipped) {
    static final String HELP = "'seg:DIR', images with masks, and 'canvases', MNIST's digits on canvases with clutter:"
            + " an answer for each pixel";

    static final List<String> KINDS = List.of("seg:DIR", "canvases");

    private static final String FOLDER = "seg:";
    private static final String CANVASES = "canvases";
    private static final int CANVASES_TO_LEARN = 1000;
    private static final int CANVASES_TO_MEASURE = 200;
    private static final int SKIPPED_SHOWN = 10;

    PixelData {
        testNames = List.copyOf(testNames);
        testObjects = List.copyOf(testObjects);
        skipped = List.copyOf(skipped);
    }

    /// Whether this data has an answer for each pixel.
    static boolean is(String spec) {
        return spec.startsWith(FOLDER) && spec.length() > FOLDER.length() || spec.equals(CANVASES);
    }

    /// @throws IOException when a file is missing or damaged
    static PixelData open(String spec, DataOptions reading, PixelSettings s) throws IOException {
        return spec.equals(CANVASES)
                ? canvases()
                : folder(Data.shortName(spec), Path.of(spec.substring(FOLDER.length())), reading, s);
    }

    private static PixelData canvases() {
        List<String> names = IntStream.range(0, CANVASES_TO_MEASURE)
                .mapToObj(i -> "canvas-" + i)
                .toList();
        return new PixelData(
                CANVASES,
                Canvases.train(CANVASES_TO_LEARN, 1),
                null,
                Canvases.test(CANVASES_TO_MEASURE, 2),
                names,
                List.of(),
                List.of());
    }

    private static PixelData folder(String name, Path folder, DataOptions reading, PixelSettings s) throws IOException {
        SegmentationFolder.Options o = SegmentationFolder.Options.DEFAULT.skippingBad(s.skipBad());
        if (!s.table().isEmpty()) {
            o = o.withTable(ClassTable.read(Path.of(s.table())));
        }
        if (s.ignore() >= 0) {
            o = o.ignoring(s.ignore());
        }
        if (!reading.size().isEmpty()) {
            Shape size = reading.shape();
            if (size.rank() != 3 || size.dim(0) != 1 && size.dim(0) != 3) {
                throw new UsageException("--size: images are grey, 1xHxW, or colour, 3xHxW; found " + reading.size());
            }
            o = o.withChannels(size.dim(0)).resizedTo(size.dim(1), size.dim(2));
        }
        SegmentationFolder f = SegmentationFolder.read(folder, o);
        return new PixelData(name, f.train(), f.validation(), f.test(), f.testNames(), f.testObjects(), f.skipped());
    }

    /// Names what was left out.
    void saySkipped(Console console) {
        skipped.stream().limit(SKIPPED_SHOWN).forEach(s -> console.say("left out: " + s));
        if (skipped.size() > SKIPPED_SHOWN) {
            console.say("left out: " + (skipped.size() - SKIPPED_SHOWN) + " more files");
        }
    }

    /// The test images with the classes of a model, of which the masks may show only some.
    ///
    /// @throws CommandException when the masks have more
    PixelDataset test(List<String> labels, int classes) {
        int own = test.classes();
        if (own > classes || test.several() && own != classes) {
            throw new CommandException(name + ": the masks have " + own + " classes, the model tells " + classes
                    + " apart" + (own > classes ? "; with --ignore N a value does not count" : ""));
        }
        if (own == classes) {
            return test;
        }
        List<byte[]> images = new ArrayList<>();
        List<byte[]> masks = new ArrayList<>();
        for (int i = 0; i < test.size(); i++) {
            images.add(test.image(i));
            masks.add(test.mask(i));
        }
        List<String> all = labels.size() == classes
                ? labels
                : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return PixelDataset.of(images, masks, test.shape(), all);
    }
}
