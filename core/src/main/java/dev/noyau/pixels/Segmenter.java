package dev.noyau.pixels;

import dev.noyau.model.Model;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers for every pixel of images of any size: padded with zeros below and on the right where the network needs it,
/// and cut into tiles where the image is large. Each tile holds all that the network sees around the pixels that it
/// answers for, so the tiles' answers are those of the whole image.
///
/// The memory that it takes follows from the width of the image and the size of the tiles, not from the height.
///
/// @param model gives scores (classes, H, W) for an image
/// @param answers what the scores mean
/// @param tile largest side of what the network sees at once; 0 for 512 pixels and the margins
/// @param flips whether the mean of the answers for the image and its three mirror images is taken
public record Segmenter(Model model, Answers answers, int tile, boolean flips) {
    /// Pixels of a tile that count, where nothing else is asked for.
    private static final int USUAL = 512;

    /// Tiles that are run as one batch at most, so that several threads have something to do.
    private static final int TOGETHER = 4;

    /// What scores mean.
    public enum Answers {
        /// One class a pixel: softmax, where the model gives scores before it.
        CLASSES,
        /// Several labels at once, or one alone: the logistic function of each.
        LABELS
    }

    public Segmenter {
        if (tile < 0) {
            throw new IllegalArgumentException(
                    "segmenting: the tile's size must not be negative, or 0 for the usual one, found " + tile);
        }
    }

    /// One class a pixel (a label where the model has one output), tiles of the usual size, no flips.
    public static Segmenter of(Model model) {
        int channels = model.graph(model.inputShape().prepend(1), dev.noyau.graph.Mode.INFERENCE)
                .output(dev.noyau.graph.GraphSource.OUTPUT)
                .shape()
                .dim(1);
        return new Segmenter(model, channels == 1 ? Answers.LABELS : Answers.CLASSES, 0, false);
    }

    public Segmenter answers(Answers a) {
        return new Segmenter(model, a, tile, flips);
    }

    public Segmenter tile(int size) {
        return new Segmenter(model, answers, size, flips);
    }

    public Segmenter flips(boolean yes) {
        return new Segmenter(model, answers, tile, yes);
    }

    /// The probabilities of an image in memory.
    ///
    /// **Shapes**: (C, H, W) → (classes, H, W).
    public Tensor predict(Tensor image) {
        Shape s = image.shape();
        int h = s.dim(1);
        int w = s.dim(2);
        PixelSource source = new PixelSource() {
            private int y;

            @Override
            public int height() {
                return h;
            }

            @Override
            public int width() {
                return w;
            }

            @Override
            public void nextRow(float[] into, int at, int step) {
                for (int c = 0; c < s.dim(0); c++) {
                    System.arraycopy(image.data(), (c * h + y) * w, into, at + c * step, w);
                }
                y++;
            }
        };
        Collected all = new Collected(classes(), h, w);
        try {
            run(source, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Tensor.wrap(Shape.of(all.classes, h, w), all.values);
    }

    /// Puts rows together.
    private static final class Collected implements PixelSink {
        private final int classes;
        private final int h;
        private final int w;
        private final float[] values;
        private int y;

        Collected(int classes, int h, int w) {
            this.classes = classes;
            this.h = h;
            this.w = w;
            values = room("answers", classes, h, w, "have them row by row with run(source, sink)");
        }

        @Override
        public void row(float[] p, int at, int step) {
            for (int c = 0; c < classes; c++) {
                System.arraycopy(p, at + c * step, values, (c * h + y) * w, w);
            }
            y++;
        }
    }

    /// An array for some planes of pixels.
    ///
    /// @param what is kept in it
    /// @param advice what to do where it is too large
    private static float[] room(String what, int planes, int h, int w, String advice) {
        long size = (long) planes * h * w;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("segmenting: the " + what + " would be " + planes + " planes of " + h
                    + "×" + w + " pixels, " + size + " numbers, and an array holds at most " + Integer.MAX_VALUE + "; "
                    + advice);
        }
        return new float[(int) size];
    }

    /// The network's sight, null where each answer depends on the whole image: then it is not cut.
    private @Nullable Sight sight() {
        try {
            return Sight.of(model);
        } catch (ShapeException e) {
            if (tile > 0) {
                throw e;
            }
            return null;
        }
    }

    /// Reads an image from the top and hands on the probabilities of its rows, from the top.
    ///
    /// @throws IllegalArgumentException when the tile is too small for what the network sees
    /// @throws ShapeException when the network does not give an answer for each pixel
    public void run(PixelSource source, PixelSink sink) throws IOException {
        Sight sight = sight();
        int h = sight == null ? source.height() : sight.legal(source.height());
        int w = sight == null ? source.width() : sight.legal(source.width());
        Sight known = sight == null ? new Sight(0, 1) : sight;
        int wanted = tile > 0 ? tile : sight == null ? Math.max(h, w) : known.legal(USUAL) + 2 * known.wide();
        new Pass(this, source, sink, Tiles.of(h, wanted, known), Tiles.of(w, wanted, known), w).run();
    }

    /// One image under way: a band of rows as high as a tile, and the answers for the rows that a row
    /// of tiles gives.
    private static final class Pass {
        private final Segmenter segmenter;
        private final PixelSource source;
        private final PixelSink sink;
        private final Tiles rows;
        private final Tiles columns;
        private final int width;
        private final int channels;
        private final int classes;

        /// Tiles of a row that are run together.
        private final int together;

        private final float[] part;
        private final float[] answers;
        private final float[] band;

        /// Rows `[bandFrom, read)` of the image are in the band.
        private int bandFrom;

        private int read;

        Pass(Segmenter s, PixelSource source, PixelSink sink, Tiles rows, Tiles columns, int width) {
            segmenter = s;
            this.source = source;
            this.sink = sink;
            this.rows = rows;
            this.columns = columns;
            this.width = width;
            channels = s.model.inputShape().dim(0);
            classes = s.classes();
            int high = rows.cuts().stream()
                    .mapToInt(c -> c.end() - c.first())
                    .max()
                    .orElse(0);
            String advice = "take smaller tiles, or cut the image";
            together = Math.min(
                    Math.min(TOGETHER, Runtime.getRuntime().availableProcessors()),
                    columns.cuts().size());
            part = room("input of some tiles", together * channels, rows.part(), columns.part(), advice);
            answers = room("answers of a row of tiles", classes, high, width, advice);
            band = room("rows that are read", channels, rows.part(), width, advice);
        }

        void run() throws IOException {
            for (Tiles.Cut row : rows.cuts()) {
                fill(row.from());
                List<Tiles.Cut> cuts = columns.cuts();
                for (int i = 0; i < cuts.size(); i += together) {
                    int end = Math.min(i + together, cuts.size());
                    answer(row, cuts.subList(i, end));
                }
                hand(row);
            }
        }

        /// Makes the band hold the part that begins at a row; zeros below the image.
        private void fill(int from) throws IOException {
            int plane = rows.part() * width;
            int kept = Math.max(0, read - from);
            for (int c = 0; c < channels && from > bandFrom; c++) {
                System.arraycopy(band, c * plane + (from - bandFrom) * width, band, c * plane, kept * width);
            }
            bandFrom = from;
            for (; read < from + rows.part(); read++) {
                int at = (read - from) * width;
                for (int c = 0; c < channels; c++) {
                    Arrays.fill(band, c * plane + at, c * plane + at + width, 0);
                }
                if (read < source.height()) {
                    source.nextRow(band, at, plane);
                }
            }
        }

        private void answer(Tiles.Cut row, List<Tiles.Cut> some) {
            int w = columns.part();
            int lines = channels * rows.part();
            for (int r = 0; r < some.size() * lines; r++) {
                int from = some.get(r / lines).from();
                System.arraycopy(band, r % lines * width + from, part, r * w, w);
            }
            Shape shape = Shape.of(some.size(), channels, rows.part(), w);
            float[] p = new TileAnswers(segmenter.model, segmenter.answers, segmenter.flips)
                    .probabilities(shape.size() == part.length ? part : Arrays.copyOf(part, shape.intSize()), shape);
            for (int i = 0; i < some.size(); i++) {
                take(p, i, row, some.get(i));
            }
        }

        /// Puts the answers of a tile where they belong.
        private void take(float[] p, int tile, Tiles.Cut row, Tiles.Cut column) {
            int w = columns.part();
            int high = row.end() - row.first();
            for (int c = 0; c < classes; c++) {
                int top = (tile * classes + c) * rows.part() + row.first() - row.from();
                for (int y = 0; y < high; y++) {
                    System.arraycopy(
                            p,
                            (top + y) * w + column.first() - column.from(),
                            answers,
                            (y * classes + c) * width + column.first(),
                            column.end() - column.first());
                }
            }
        }

        /// Rows lie one after the other, each with all its classes.
        private void hand(Tiles.Cut row) throws IOException {
            int high = row.end() - row.first();
            float[] one = new float[classes * width];
            for (int y = 0; y < high && row.first() + y < source.height(); y++) {
                System.arraycopy(answers, y * one.length, one, 0, one.length);
                sink.row(one, 0, width);
            }
        }
    }

    /// Answers that a pixel gets.
    public int classes() {
        return model.graph(model.inputShape().prepend(1), dev.noyau.graph.Mode.INFERENCE)
                .output(dev.noyau.graph.GraphSource.OUTPUT)
                .shape()
                .dim(1);
    }
}
