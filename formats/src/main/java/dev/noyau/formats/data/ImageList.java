package dev.noyau.formats.data;

import dev.noyau.model.FormatException;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A CSV file (RFC 4180) that lists images and their classes: `path,label` a line, paths as seen from the file's
/// own folder. A first line `path,label` (or `file`, `filename`, `image`; `class`) is taken as a heading. Labels are
/// names; their classes are in the order of the names, or of the numbers where all are whole numbers.
public final class ImageList {
    private static final Set<String> HEADINGS = Set.of("path", "file", "filename", "image");

    private ImageList() {}

    /// Lists the images, which get the size of the first one; each is decoded when it is read.
    ///
    /// @throws FormatException naming the line that is not as it should be
    public static ImageFiles read(Path csv) throws IOException {
        return list(csv, null);
    }

    /// The same, with all images in a given size.
    ///
    /// @param shape (1, H, W) for grey, (3, H, W) for colour
    public static ImageFiles read(Path csv, Shape shape) throws IOException {
        return list(csv, shape);
    }

    private static ImageFiles list(Path csv, @Nullable Shape shape) throws IOException {
        List<Path> files = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (Csv.Row row : Csv.read(csv)) {
            if (row.line() == 1
                    && HEADINGS.contains(row.cells().getFirst().strip().toLowerCase(Locale.ROOT))) {
                continue;
            }
            files.add(file(csv, row));
            named.add(row.cells().get(1).strip());
        }
        if (files.isEmpty()) {
            throw new FormatException(csv + ": lists no images");
        }
        List<String> labels = labels(named);
        Map<String, Integer> classes = new HashMap<>();
        labels.forEach(l -> classes.put(l, classes.size()));
        int[] targets = named.stream().mapToInt(classes::get).toArray();
        return ImageFiles.of(files, targets, labels, shape == null ? ImageFiles.shapeOf(files.getFirst()) : shape);
    }

    private static Path file(Path csv, Csv.Row row) throws FormatException {
        String where = csv + ": line " + row.line() + ": ";
        if (row.cells().size() != 2) {
            throw new FormatException(where + "expected a path and a label with a comma between them, found "
                    + row.cells().size() + " cells");
        }
        String label = row.cells().get(1).strip();
        if (label.isEmpty()) {
            throw new FormatException(where + "has no label");
        }
        try {
            Path file = csv.resolveSibling(row.cells().getFirst().strip());
            if (!Files.isRegularFile(file)) {
                throw new FormatException(where + "there is no file " + Csv.shown(file.toString()));
            }
            return file;
        } catch (InvalidPathException e) {
            throw new FormatException(
                    where + "this is no path: " + Csv.shown(row.cells().getFirst()), e);
        }
    }

    private static List<String> labels(List<String> named) {
        boolean numbers = named.stream().allMatch(n -> n.matches("\\d{1,9}"));
        Set<String> sorted = numbers
                ? new TreeSet<>((a, b) -> {
                    int order = Integer.compare(Integer.parseInt(a), Integer.parseInt(b));
                    return order == 0 ? a.compareTo(b) : order;
                })
                : new TreeSet<>();
        sorted.addAll(named);
        return List.copyOf(sorted);
    }
}
