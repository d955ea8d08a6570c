package dev.noyau.cli;

import dev.noyau.data.PixelDataset;
import dev.noyau.data.Targets;
import dev.noyau.formats.image.PngWriter;
import dev.noyau.pixels.PixelOverlap;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The test images that were told worst, by their own mean IoU, with what was predicted for them. For images in the
/// order of the data set.
final class WorstImages implements Metric, Metric.Score {
    private static final int MOST = 8;

    /// Pixels between two pictures.
    private static final int GAP = 4;

    private static final int PANELS = 3;

    /// One image and what was predicted for it.
    static final class Case {
        private final int index;
        private final double iou;
        private final byte[] shown;

        /// @param shown predicted class of each pixel; of several labels at once 1 more than the last one
        private Case(int index, double iou, byte[] shown) {
            this.index = index;
            this.iou = iou;
            this.shown = shown;
        }

        /// In the data set.
        int index() {
            return index;
        }

        /// Mean over the classes that the image has or was taken to have.
        double iou() {
            return iou;
        }
    }

    private final List<Case> cases = new ArrayList<>();
    private int images;

    @Override
    public String name() {
        return "worst images";
    }

    @Override
    public Score start() {
        return this;
    }

    @Override
    public void add(float[] output, Shape shape, Targets targets) {
        int classes = shape.dim(1);
        int plane = (int) shape.size(2, 4);
        int many = targets.size() / shape.dim(0);
        for (int n = 0; n < shape.dim(0); n++) {
            float[] scores = Arrays.copyOfRange(output, n * classes * plane, (n + 1) * classes * plane);
            PixelOverlap own = new PixelOverlap();
            own.add(scores, shape.dropFirst().prepend(1), part(targets, n * many, many));
            keep(new Case(images++, own.mean(), shown(scores, classes, plane, targets.type())));
        }
    }

    private static Targets part(Targets t, int from, int count) {
        return t.type() == DType.F32
                ? Targets.values(Arrays.copyOfRange(t.values(), from, from + count))
                : Targets.classes(Arrays.copyOfRange(t.classes(), from, from + count));
    }

    private static byte[] shown(float[] scores, int classes, int plane, DType type) {
        byte[] shown = new byte[plane];
        for (int i = 0; i < plane; i++) {
            if (type == DType.I64) {
                shown[i] = (byte) Metrics.best(scores, i, classes, plane);
            }
            for (int c = 0; type == DType.F32 && c < classes; c++) {
                shown[i] = scores[c * plane + i] > 0 ? (byte) (c + 1) : shown[i];
            }
        }
        return shown;
    }

    private void keep(Case c) {
        cases.add(c);
        cases.sort(Comparator.comparingDouble(Case::iou));
        if (cases.size() > MOST) {
            cases.removeLast();
        }
    }

    /// The worst first.
    List<Case> cases() {
        return List.copyOf(cases);
    }

    /// The mean IoU of the worst image.
    @Override
    public double value() {
        return cases.isEmpty() ? Double.NaN : cases.getFirst().iou();
    }

    /// Draws a row for each: the image, the truth over it and the prediction over it.
    ///
    /// @param data the images in the order in which they were measured
    void write(Path file, PixelDataset data) throws IOException {
        int h = data.shape().dim(1);
        int w = data.shape().dim(2);
        int wide = PANELS * w + (PANELS - 1) * GAP;
        byte[] white = new byte[3 * wide];
        Arrays.fill(white, (byte) 255);
        try (PngWriter png = PngWriter.colour(file, wide, cases.size() * (h + GAP) - GAP)) {
            for (int i = 0; i < cases.size(); i++) {
                for (int g = 0; i > 0 && g < GAP; g++) {
                    png.row(white);
                }
                for (int y = 0; y < h; y++) {
                    png.row(row(data, cases.get(i), y, white));
                }
            }
        }
    }

    private static byte[] row(PixelDataset data, Case c, int y, byte[] white) {
        int w = data.shape().dim(2);
        byte[] image = data.image(c.index());
        byte[] row = white.clone();
        for (int x = 0; x < w; x++) {
            int at = y * w + x;
            int[] shown = {0, truth(data, c.index(), at), c.shown[at] & 255};
            for (int k = 0; k < 3; k++) {
                int channel = data.shape().dim(0) == 1 ? 0 : k;
                float v = (image[channel * data.shape().dim(1) * w + at] & 255) / 255f;
                for (int p = 0; p < PANELS; p++) {
                    row[3 * (p * (w + GAP) + x) + k] = ClassColours.over(v, shown[p], k);
                }
            }
        }
        return row;
    }

    /// The class to show; what does not count looks like class 0.
    private static int truth(PixelDataset data, int index, int at) {
        byte[] mask = data.mask(index);
        if (!data.several()) {
            return mask[at] == PixelDataset.UNLABELLED ? 0 : mask[at] & 255;
        }
        int plane = mask.length / data.classes();
        int shown = 0;
        for (int k = 0; k < data.classes(); k++) {
            shown = mask[k * plane + at] != 0 ? k + 1 : shown;
        }
        return shown;
    }
}
