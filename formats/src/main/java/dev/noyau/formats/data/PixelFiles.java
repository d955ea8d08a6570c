package dev.noyau.formats.data;

import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Images with the files of their masks, as they lie in a folder.
///
/// @param pairs in the order of their names
/// @param kind how masks are meant
/// @param labels of several labels at once, their names
record PixelFiles(List<Pair> pairs, Kind kind, List<String> labels) {
    /// How many names an error lists.
    private static final int LISTED = 10;

    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif");
    private static final List<String> MASKS = List.of("masks", "labels", "annotations");

    /// How masks are meant.
    enum Kind {
        /// One file an image, with a class for each pixel.
        CLASSES,
        /// One file an object; all pixels that are not 0 belong to it.
        OBJECTS,
        /// One file a label; all pixels that are not 0 have it.
        LABELS
    }

    /// An image and its masks: one, or one for each object or label.
    record Pair(String name, Path image, List<Path> masks) {}

    /// Where the images and masks of a part lie, null where it has none.
    static Path[] part(Path folder, String part) {
        Path images = folder.resolve("images");
        for (String m : MASKS) {
            if (Files.isDirectory(folder.resolve(part).resolve("images"))) {
                Path masks = folder.resolve(part).resolve(m);
                if (Files.isDirectory(masks)) {
                    return new Path[] {folder.resolve(part).resolve("images"), masks};
                }
            } else if (Files.isDirectory(images.resolve(part))
                    && Files.isDirectory(folder.resolve(m).resolve(part))) {
                return new Path[] {images.resolve(part), folder.resolve(m).resolve(part)};
            }
        }
        Path annotations = folder.resolve(part + "annot");
        return Files.isDirectory(folder.resolve(part)) && Files.isDirectory(annotations)
                ? new Path[] {folder.resolve(part), annotations}
                : new Path[0];
    }

    /// The images of a folder without parts.
    ///
    /// @throws FormatException when there are none, or some have no mask
    static PixelFiles in(Path folder) throws IOException {
        for (String m : MASKS) {
            if (Files.isDirectory(folder.resolve("images")) && Files.isDirectory(folder.resolve(m))) {
                return paired(folder.resolve("images"), folder.resolve(m));
            }
        }
        return objects(folder);
    }

    /// Pairs images and masks by their names without endings.
    static PixelFiles paired(Path images, Path masks) throws IOException {
        List<Path> found = pictures(images);
        if (found.isEmpty()) {
            throw new FormatException(images + ": there are no images in this folder; PNG and JPEG are read");
        }
        List<Path> folders = list(masks).filter(Files::isDirectory).toList();
        boolean several = !folders.isEmpty() && pictures(masks).isEmpty();
        List<Map<String, Path>> planes = new ArrayList<>();
        for (Path f : several ? folders : List.of(masks)) {
            Map<String, Path> byName = new TreeMap<>();
            pictures(f).forEach(p -> byName.put(InputFile.stem(p), p));
            planes.add(byName);
        }
        List<Pair> pairs = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (Path image : found) {
            String name = InputFile.stem(image);
            List<Path> own = planes.stream()
                    .filter(p -> p.containsKey(name))
                    .map(p -> p.get(name))
                    .toList();
            if (own.size() < planes.size()) {
                without.add(name);
            }
            pairs.add(new Pair(name, image, own));
        }
        checkAll(masks, found.size(), without);
        return new PixelFiles(
                pairs,
                several ? Kind.LABELS : Kind.CLASSES,
                several
                        ? folders.stream()
                                .map(f -> String.valueOf(f.getFileName()))
                                .toList()
                        : List.of());
    }

    private static void checkAll(Path masks, int images, List<String> without) throws FormatException {
        if (!without.isEmpty()) {
            throw new FormatException(masks + ": " + without.size() + " of " + images + " images have no mask of their"
                    + " name there: " + String.join(", ", without.subList(0, Math.min(LISTED, without.size())))
                    + (without.size() > LISTED ? ", ..." : ""));
        }
    }

    /// A folder for each image, with folders `images` and `masks`, one file an object.
    private static PixelFiles objects(Path folder) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (Path f : list(folder).filter(Files::isDirectory).toList()) {
            if (!Files.isDirectory(f.resolve("images"))) {
                continue;
            }
            List<Path> masks = Files.isDirectory(f.resolve("masks")) ? pictures(f.resolve("masks")) : List.of();
            for (Path image : pictures(f.resolve("images"))) {
                pairs.add(new Pair(InputFile.stem(image), image, masks));
                if (masks.isEmpty()) {
                    without.add(InputFile.stem(image));
                }
            }
        }
        if (pairs.isEmpty()) {
            throw new FormatException(folder + ": there are no images with masks here; expects the folders images and"
                    + " masks with files of the same names, also in folders train, val and test, or train and"
                    + " trainannot, or a folder for each image with images and masks");
        }
        checkAll(folder, pairs.size(), without);
        return new PixelFiles(pairs, Kind.OBJECTS, List.of());
    }

    private static List<Path> pictures(Path folder) throws IOException {
        return list(folder)
                .filter(p -> {
                    String name = String.valueOf(p.getFileName()).toLowerCase(Locale.ROOT);
                    return ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(p);
                })
                .toList();
    }

    private static Stream<Path> list(Path folder) throws IOException {
        try (Stream<Path> s = Files.list(folder)) {
            return s.sorted(Comparator.comparing(p -> String.valueOf(p.getFileName()))).toList().stream();
        }
    }
}
