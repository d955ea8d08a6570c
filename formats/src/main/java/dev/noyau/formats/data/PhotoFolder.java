package dev.noyau.formats.data;

import dev.noyau.formats.image.Images;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Photographs in a folder and all folders below, without classes, in the order of their paths. Hidden files
/// are left out.
public final class PhotoFolder {
    /// Larger photographs show little in a window of a hundred pixels.
    private static final int LONGEST = 640;

    private PhotoFolder() {}

    /// Lists the photographs; each is decoded when it is read. They get the size of the first one, made
    /// smaller where its longer side has more than 640 pixels and larger where the shorter one has less than
    /// `least`.
    ///
    /// **Shapes**: samples (3, H, W), targets 0.
    ///
    /// @param shape that they get instead, (1, H, W) or (3, H, W); null for the first one's
    /// @param least pixels of the shorter side
    /// @throws NoSuchFileException when there is no such folder
    /// @throws FormatException when there are no photographs in it, or the first one is damaged
    public static ImageFiles read(Path folder, @Nullable Shape shape, int least) throws IOException {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(f -> isPhoto(folder.relativize(f)) && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new FormatException(folder + ": there are no photographs in it or below; expected files with one of"
                    + " the endings "
                    + String.join(", ", ImageFolder.ENDINGS.stream().sorted().toList()));
        }
        return ImageFiles.of(
                files, new int[files.size()], List.of(), shape == null ? shape(files.getFirst(), least) : shape);
    }

    private static boolean isPhoto(Path file) {
        for (Path part : file) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        return ImageFolder.ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static Shape shape(Path first, int least) throws IOException {
        BufferedImage b = Images.read(first);
        int h = b.getHeight();
        int w = b.getWidth();
        double factor = Math.max(Math.min(1, (double) LONGEST / Math.max(h, w)), (double) least / Math.min(h, w));
        return Shape.of(3, (int) Math.ceil(factor * h), (int) Math.ceil(factor * w));
    }
}
