package dev.noyau.cli;

import dev.noyau.formats.image.PngWriter;
import dev.noyau.pixels.PixelOverlap;
import dev.noyau.pixels.PixelSink;
import dev.noyau.pixels.Segmenter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes what was found in one picture, row by row: the mask, the overlay, and the probabilities of each class.
///
/// Of one class a pixel there is one mask, whose values are the classes' numbers; of several labels at once a mask for
/// each, 0 or 1. Probabilities are grey: 255 is certain.
final class SegmentFiles implements PixelSink, Closeable {
    private static final float HALF = 0.5f;

    private final ImageRows rows;
    private final boolean labels;
    private final int classes;
    private final List<PngWriter> masks = new ArrayList<>();
    private final List<PngWriter> probabilities = new ArrayList<>();
    private final PngWriter overlay;
    private final long[] areas;

    /// @param name of the picture, which the files' names begin with
    SegmentFiles(Path folder, String name, ImageRows rows, Segmenter segmenter, List<String> names) throws IOException {
        this.rows = rows;
        labels = segmenter.answers() == Segmenter.Answers.LABELS;
        classes = segmenter.classes();
        areas = new long[labels ? classes : Math.max(classes, 2)];
        int w = rows.width();
        int h = rows.height();
        overlay = PngWriter.colour(folder.resolve(name + "-overlay.png"), w, h);
        int many = labels ? classes : 1;
        for (int k = 0; k < many; k++) {
            String file = name + "-mask" + (many == 1 ? "" : "-" + names.get(k)) + ".png";
            int[] palette = labels ? new int[] {0, 0xffffff} : ClassColours.palette(classes);
            masks.add(PngWriter.palette(folder.resolve(file), w, h, palette));
        }
        for (int c = 0; c < classes; c++) {
            probabilities.add(PngWriter.grey(folder.resolve(name + "-probability-" + names.get(c) + ".png"), w, h));
        }
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
            int shown = labels ? 0 : PixelOverlap.best(p, at + x, classes, step);
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
        overlay.close();
        for (PngWriter w : masks) {
            w.close();
        }
        for (PngWriter w : probabilities) {
            w.close();
        }
    }
}
