package dev.noyau.cli;

import dev.noyau.formats.image.PngWriter;
import dev.noyau.pixels.PixelSink;
import dev.noyau.pixels.Segmenter;
import dev.noyau.train.Metrics;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes what was found in one picture, row by row: the mask, the overlay, and the probabilities of each class.
///
/// Of one class a pixel there is one mask, whose values are the classes' numbers; of several labels at once a mask for
/// each, 0 or 1. Probabilities are grey: 255 is certain.
final class SegmentFiles implements PixelSink, Closeable {
    private static final float HALF = 0.5f;
    private static final int MOST_CLASSES = 256;

    private final ImageRows rows;
    private final boolean labels;
    private final int classes;
    private final List<PngWriter> open = new ArrayList<>();
    private final List<PngWriter> masks = new ArrayList<>();
    private final List<PngWriter> probabilities = new ArrayList<>();
    private final PngWriter overlay;
    private final long[] areas;

    /// Begins all files; where one cannot be, none is left.
    ///
    /// @param name of the picture, which the files' names begin with
    /// @param names of the classes as they stand in the files' names, see [#names(List)]
    /// @throws CommandException for more classes than a mask of bytes can number
    SegmentFiles(Path folder, String name, ImageRows rows, Segmenter segmenter, List<String> names) throws IOException {
        this.rows = rows;
        labels = segmenter.answers() == Segmenter.Answers.LABELS;
        classes = segmenter.classes();
        if (!labels && classes > MOST_CLASSES) {
            throw new CommandException(
                    "a mask numbers " + MOST_CLASSES + " classes at most, the model tells " + classes + " apart");
        }
        areas = new long[labels ? classes : Math.max(classes, 2)];
        int w = rows.width();
        int h = rows.height();
        try {
            overlay = opened(PngWriter.colour(folder.resolve(name + "-overlay.png"), w, h));
            int many = labels ? classes : 1;
            int[] palette = labels ? new int[] {0, 0xffffff} : ClassColours.palette(classes);
            for (int k = 0; k < many; k++) {
                String file = name + "-mask" + (many == 1 ? "" : "-" + names.get(k)) + ".png";
                masks.add(opened(PngWriter.palette(folder.resolve(file), w, h, palette)));
            }
            for (int c = 0; c < classes; c++) {
                Path file = folder.resolve(name + "-probability-" + names.get(c) + ".png");
                probabilities.add(opened(PngWriter.grey(file, w, h)));
            }
        } catch (IOException | RuntimeException e) {
            closeAll(e);
            throw e;
        }
    }

    private PngWriter opened(PngWriter w) {
        open.add(w);
        return w;
    }

    /// The classes as they may stand in the names of files: letters, digits, points and lines; no two alike.
    static List<String> names(List<String> labels) {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int c = 0; c < labels.size(); c++) {
            String plain = labels.get(c).replaceAll("[^\\p{L}\\p{N}._-]+", "-");
            boolean free = !plain.isEmpty() && taken.add(plain.toLowerCase(Locale.ROOT));
            String name = free ? plain : plain + "-" + c;
            while (!free && !taken.add(name.toLowerCase(Locale.ROOT))) {
                name += "-" + c;
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    @Override
    public void row(float[] p, int at, int step) throws IOException {
        int w = rows.width();
        byte[] picture = rows.takeRow();
        byte[][] mask = new byte[masks.size()][w];
        byte[] grey = new byte[w];
        for (int c = 0; c < classes; c++) {
            for (int x = 0; x < w; x++) {
                grey[x] = (byte) Math.round(255 * p[at + c * step + x]);
            }
            probabilities.get(c).row(grey);
        }
        for (int x = 0; x < w; x++) {
            int shown = labels ? 0 : Metrics.best(p, at + x, classes, step);
            if (!labels) {
                mask[0][x] = (byte) shown;
                areas[shown]++;
            }
            for (int k = 0; labels && k < classes; k++) {
                if (p[at + k * step + x] > HALF) {
                    mask[k][x] = 1;
                    areas[k]++;
                    shown = k + 1;
                }
            }
            for (int k = 0; k < 3; k++) {
                picture[3 * x + k] = ClassColours.over((picture[3 * x + k] & 255) / 255f, shown, k);
            }
        }
        for (int k = 0; k < mask.length; k++) {
            masks.get(k).row(mask[k]);
        }
        overlay.row(picture);
    }

    /// Pixels of a class, or of a label.
    long area(int c) {
        return areas[c];
    }

    @Override
    public void close() throws IOException {
        IOException first = closeAll(null);
        if (first != null) {
            throw first;
        }
    }

    /// Closes all files, also after one that failed.
    ///
    /// @param earlier the failure that is under way, which the others are added to
    /// @return the first failure
    private @Nullable IOException closeAll(@Nullable Exception earlier) {
        IOException first = null;
        for (PngWriter w : open) {
            try {
                w.close();
            } catch (IOException e) {
                if (earlier != null) {
                    earlier.addSuppressed(e);
                } else if (first != null) {
                    first.addSuppressed(e);
                } else {
                    first = e;
                }
            }
        }
        return first;
    }
}
