package dev.noyau.formats.data;

import dev.noyau.data.PixelDataset;
import dev.noyau.formats.image.Images;
import dev.noyau.model.FormatException;
import dev.noyau.model.ModelInfo;
import dev.noyau.pixels.Components;
import dev.noyau.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads images and masks, several at a time, and finds out what they have in common.
final class PixelReading {
    private static final int UNKNOWN = 255;

    private final SegmentationFolder.Options options;
    private final PixelFiles.Kind kind;
    private final List<String> labels;

    /// What was read of one image.
    ///
    /// @param pixels (3, H, W), or (1, H, W) where grey is wanted
    /// @param mask (H, W) of classes, or of values as they stand in the file where there is no table;
    /// (K, H, W) of
    ///     labels
    /// @param objects numbers of objects, where there is a mask for each
    record Sample(
            String name, byte[] pixels, boolean grey, int height, int width, byte[] mask, int @Nullable [] objects) {}

    private PixelReading(PixelFiles files, SegmentationFolder.Options options) {
        this.options = options;
        kind = files.kind();
        labels = files.labels();
    }

    /// All images of a folder, part by part.
    ///
    /// @param parts each with its samples
    /// @param names of the classes
    /// @param channels that are wanted, 0 for those that there are
    record Read(
            List<List<Sample>> parts, List<String> names, PixelFiles.Kind kind, int channels, List<String> skipped) {
        /// One part as a data set.
        PixelDataset dataset(List<Sample> samples) {
            boolean grey = channels == 1
                    || channels == 0 && parts.stream().flatMap(List::stream).allMatch(Sample::grey);
            Sample first = samples.getFirst();
            Shape shape = Shape.of(grey ? 1 : 3, first.height(), first.width());
            List<byte[]> images = samples.stream()
                    .map(s -> grey ? Arrays.copyOf(s.pixels(), shape.intSize()) : s.pixels())
                    .toList();
            List<byte[]> masks = samples.stream().map(Sample::mask).toList();
            return kind == PixelFiles.Kind.LABELS
                    ? PixelDataset.ofLabels(images, masks, shape, names)
                    : PixelDataset.of(images, masks, shape, names);
        }

        /// The objects of each image, where there are masks for them.
        List<Components> objects(List<Sample> samples) {
            List<Components> all = new ArrayList<>();
            for (Sample s : samples) {
                if (s.objects() != null) {
                    all.add(Components.of(s.objects()));
                }
            }
            return all;
        }
    }

    /// @throws FormatException when a file is damaged or does not fit the others
    static Read of(List<PixelFiles> parts, SegmentationFolder.Options options) throws IOException {
        PixelReading reading = new PixelReading(parts.getFirst(), options);
        List<List<Sample>> samples = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (PixelFiles p : parts) {
            if (!p.pairs().isEmpty() && (p.kind() != reading.kind || !p.labels().equals(reading.labels))) {
                throw new FormatException(
                        p.pairs().getFirst().image() + ": this part has masks of another kind than the"
                                + " training images: " + p.kind() + " " + p.labels() + ", not " + reading.kind + " "
                                + reading.labels);
            }
            samples.add(reading.all(p.pairs(), skipped));
        }
        reading.checkSizes(samples);
        List<String> names = reading.names(samples);
        return new Read(samples, names, reading.kind, options.channels(), List.copyOf(skipped));
    }

    private List<Sample> all(List<PixelFiles.Pair> pairs, List<String> skipped) throws IOException {
        Sample[] found = new Sample[pairs.size()];
        String[] failures = new String[pairs.size()];
        try {
            IntStream.range(0, found.length).parallel().forEach(i -> {
                try {
                    found[i] = sample(pairs.get(i));
                } catch (FormatException e) {
                    if (!options.skipBad()) {
                        throw new UncheckedIOException(e);
                    }
                    failures[i] = String.valueOf(e.getMessage());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (String f : failures) {
            if (f != null) {
                skipped.add(f);
            }
        }
        List<Sample> kept = Arrays.stream(found).filter(s -> s != null).toList();
        if (kept.isEmpty() && !pairs.isEmpty()) {
            throw new FormatException("none of the " + pairs.size() + " images can be read; the first: " + failures[0]);
        }
        return kept;
    }

    private Sample sample(PixelFiles.Pair pair) throws IOException {
        BufferedImage image = Images.read(pair.image());
        int h = options.height() == 0 ? image.getHeight() : options.height();
        int w = options.width() == 0 ? image.getWidth() : options.width();
        int channels = options.channels() == 1 ? 1 : 3;
        float[] values = Images.toTensor(image, ModelInfo.of("", Shape.of(channels, h, w)))
                .data();
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(255 * values[i]);
        }
        boolean grey = channels == 1
                || Arrays.equals(pixels, 0, h * w, pixels, h * w, 2 * h * w)
                        && Arrays.equals(pixels, 0, h * w, pixels, 2 * h * w, 3 * h * w);
        return switch (kind) {
            case CLASSES -> new Sample(pair.name(), pixels, grey, h, w, classes(pair, image, h, w), null);
            case OBJECTS -> {
                int[] objects = objects(pair, image, h, w);
                byte[] mask = new byte[h * w];
                for (int i = 0; i < mask.length; i++) {
                    mask[i] = (byte) (objects[i] > 0 ? 1 : 0);
                }
                yield new Sample(pair.name(), pixels, grey, h, w, mask, objects);
            }
            case LABELS -> new Sample(pair.name(), pixels, grey, h, w, planes(pair, image, h, w), null);
        };
    }

    private MaskImage mask(Path file, PixelFiles.Pair pair, BufferedImage image, int h, int w) throws IOException {
        ClassTable t = options.table();
        MaskImage m = MaskImage.read(file, kind == PixelFiles.Kind.CLASSES && t != null && t.colours());
        if (m.width() != image.getWidth() || m.height() != image.getHeight()) {
            throw new FormatException(file + ": the mask is " + m.height() + "×" + m.width() + ", its image "
                    + pair.image() + " is " + image.getHeight() + "×" + image.getWidth()
                    + "; both need the same height and width");
        }
        return m.resized(h, w);
    }

    private byte[] classes(PixelFiles.Pair pair, BufferedImage image, int h, int w) throws IOException {
        Path file = pair.masks().getFirst();
        int[] values = mask(file, pair, image, h, w).values();
        ClassTable t = options.table();
        byte[] mask = new byte[values.length];
        for (int i = 0; i < mask.length; i++) {
            int v = values[i];
            Integer c = t == null
                    ? (v > UNKNOWN ? null : Integer.valueOf(v))
                    : t.values().get(v);
            if (v == options.ignore() && (t == null || !t.colours())) {
                c = -1;
            }
            if (c == null) {
                String found = t == null ? Integer.toString(v) : t.pretty(v);
                throw new FormatException(file + ": the value " + found + " at row " + i / w + ", column " + i % w
                        + " is no class; "
                        + (t == null
                                ? "name the classes in classes.txt, a line a class"
                                : "there are " + String.join(", ", t.names()) + "; add it to classes.txt, or a line"
                                        + " 'ignore " + found + "'"));
            }
            mask[i] = (byte) (int) c;
        }
        return mask;
    }

    private int[] objects(PixelFiles.Pair pair, BufferedImage image, int h, int w) throws IOException {
        int[] objects = new int[h * w];
        for (int o = 0; o < pair.masks().size(); o++) {
            int[] values = mask(pair.masks().get(o), pair, image, h, w).values();
            for (int i = 0; i < values.length; i++) {
                objects[i] = values[i] == 0 ? objects[i] : o + 1;
            }
        }
        return objects;
    }

    private byte[] planes(PixelFiles.Pair pair, BufferedImage image, int h, int w) throws IOException {
        byte[] planes = new byte[pair.masks().size() * h * w];
        for (int k = 0; k < pair.masks().size(); k++) {
            int[] values = mask(pair.masks().get(k), pair, image, h, w).values();
            for (int i = 0; i < values.length; i++) {
                planes[k * h * w + i] = (byte) (values[i] == 0 ? 0 : 1);
            }
        }
        return planes;
    }

    private void checkSizes(List<List<Sample>> parts) throws FormatException {
        Sample first = parts.getFirst().getFirst();
        for (List<Sample> part : parts) {
            for (Sample s : part) {
                if (s.height() != first.height() || s.width() != first.width()) {
                    throw new FormatException("image " + s.name() + " is " + s.height() + "×" + s.width() + ", image "
                            + first.name() + " " + first.height() + "×" + first.width()
                            + "; name the size that all are brought to (--size CxHxW)");
                }
            }
        }
    }

    /// Names of the classes. Where nothing names them, masks are looked through, and values that mean
    /// yes or do not count are replaced.
    private List<String> names(List<List<Sample>> parts) throws FormatException {
        ClassTable t = options.table();
        if (kind == PixelFiles.Kind.LABELS) {
            return labels;
        }
        if (kind == PixelFiles.Kind.OBJECTS) {
            return t != null && t.names().size() == 2 ? t.names() : List.of("background", "object");
        }
        if (t != null) {
            return t.names();
        }
        boolean[] seen = new boolean[UNKNOWN + 1];
        parts.forEach(p -> p.forEach(s -> {
            for (byte b : s.mask()) {
                seen[b & UNKNOWN] = true;
            }
        }));
        int most = IntStream.range(0, UNKNOWN).filter(v -> seen[v]).max().orElse(-1);
        if (most == 0 && seen[UNKNOWN] && options.ignore() != UNKNOWN) {
            parts.forEach(p -> p.forEach(s -> {
                for (int i = 0; i < s.mask().length; i++) {
                    s.mask()[i] = (byte) (s.mask()[i] == 0 ? 0 : 1);
                }
            }));
            return List.of("background", "object");
        }
        if (most < 1) {
            throw new FormatException("all masks have the same value; there is nothing to learn");
        }
        return IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList();
    }
}
