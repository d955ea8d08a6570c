package dev.noyau.formats.data;

import dev.noyau.formats.data.ClassFolders.Listing;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A folder of images with a folder for each class, named as the class; the classes are in the order of their
/// names. Or a folder with such folders `train` and `test` (or `val`, `valid`, `validation`).
///
/// @param train images to learn from; all where the folder is not divided
/// @param test images to measure with, where the folder is divided
public record ImageFolder(ImageFiles train, Optional<ImageFiles> test) {
    static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff");

    /// Lists the images; each is decoded when it is read. They get the size of the first one.
    ///
    /// @throws NoSuchFileException when there is no such folder
    /// @throws FormatException when there are no classes or no images in them
    public static ImageFolder read(Path folder) throws IOException {
        return list(folder, null);
    }

    /// The same, with all images in a given size.
    ///
    /// @param shape (1, H, W) for grey, (3, H, W) for colour
    public static ImageFolder read(Path folder, Shape shape) throws IOException {
        return list(folder, shape);
    }

    private static ImageFolder list(Path folder, @Nullable Shape wanted) throws IOException {
        ClassFolders f = ClassFolders.list(folder, ENDINGS, "images");
        Shape shape = wanted == null ? ImageFiles.shapeOf(f.train().files().getFirst()) : wanted;
        return new ImageFolder(images(f.train(), shape), f.test().map(t -> images(t, shape)));
    }

    private static ImageFiles images(Listing l, Shape shape) {
        return ImageFiles.of(l.files(), l.classes(), l.labels(), shape);
    }
}
