package dev.noyau.formats.image;

import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Pictures to tensors, as a model needs them.
///
/// A picture is stretched to the model's input size (area average where it becomes smaller, bilinear where
/// larger), scaled to [0, 1], and normalised with the model's mean and standard deviation. Grey is 0.299·R +
/// 0.587·G + 0.114·B of the stored (gamma-coded) values, as elsewhere in this field. Transparent pixels lie
/// over white. The orientation that a camera writes into EXIF data is ignored: turn such pictures before.
public final class Images {
    /// No format packs more pixels into a byte: 1032 bytes of eight pixels each, in a PNG.
    private static final long PIXELS_PER_BYTE = 8 * 1032;

    static final float RED = 0.299f;
    static final float GREEN = 0.587f;
    static final float BLUE = 0.114f;

    private Images() {}

    /// Reads a picture: PNG, JPEG, GIF, BMP, TIFF.
    ///
    /// @throws FormatException when the file is no picture, truncated or damaged, or too large for the memory
    public static BufferedImage read(Path file) throws IOException {
        byte[] bytes = InputFile.readAll(file);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new FormatException(file + ": is not a picture that can be read; PNG and JPEG can");
            }
            ImageReader reader = readers.next();
            try {
                return read(reader, in, bytes.length, file);
            } finally {
                reader.dispose();
            }
        }
    }

    private static BufferedImage read(ImageReader reader, ImageInputStream in, long bytes, Path file)
            throws IOException {
        Truncation truncation = new Truncation();
        reader.addIIOReadWarningListener(truncation);
        BufferedImage image;
        try {
            reader.setInput(in, true, true);
            checkSize(reader.getWidth(0), reader.getHeight(0), bytes, file);
            image = reader.read(0);
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The JDK's decoders throw exceptions of many kinds on damaged files.
            throw new FormatException(file + ": is truncated or damaged, it cannot be decoded (" + reason(e) + ")", e);
        }
        if (truncation.found) {
            throw new FormatException(file + ": is truncated, the picture ends early");
        }
        return image;
    }

    private static String reason(Exception e) {
        Throwable t = e.getCause() == null || e.getMessage() != null ? e : e.getCause();
        return t.getMessage() == null
                ? t.getClass().getSimpleName()
                : t.getMessage().lines().findFirst().orElse("");
    }

    /// Refuses what cannot be true of a file of this size, and what would not fit the memory.
    private static void checkSize(int width, int height, long bytes, Path file) throws FormatException {
        long pixels = (long) width * height;
        if (pixels > bytes * PIXELS_PER_BYTE) {
            throw new FormatException(
                    file + ": claims " + width + "×" + height + " pixels, too many for its " + bytes + " bytes");
        }
        long needed = 8 * pixels;
        long memory = Runtime.getRuntime().maxMemory();
        if (needed > memory / 2) {
            throw new FormatException(file + ": a picture of " + width + "×" + height + " pixels needs about "
                    + (needed >> 20) + " MiB of the " + (memory >> 20)
                    + " MiB that Java may use; make it smaller or give more memory with -Xmx");
        }
    }

    /// JPEG's decoder fills up what is missing and only warns.
    private static final class Truncation implements IIOReadWarningListener {
        private boolean found;

        @Override
        public void warningOccurred(ImageReader source, @Nullable String warning) {
            String w = warning == null ? "" : warning.toLowerCase(Locale.ROOT);
            found |= w.contains("truncated") || w.contains("premature");
        }
    }

    /// Channels that a picture has: 1 where it is grey, 3 otherwise.
    public static int channels(BufferedImage image) {
        return new PixelReader(image).isGrey() ? 1 : 3;
    }

    /// The input that a model needs, in the model's size.
    public static Tensor toTensor(BufferedImage image, ModelInfo info) {
        return toTensor(image, info, Conversion.DEFAULT);
    }

    /// The input that a model needs.
    ///
    /// **Shapes**: picture of any size → (C, H, W) of the model, or with the picture's own H and W.
    ///
    /// @throws ShapeException when the model does not take grey or colour images
    public static Tensor toTensor(BufferedImage image, ModelInfo info, Conversion conversion) {
        Shape input = info.input();
        if (input.rank() != 3 || input.dim(0) != 1 && input.dim(0) != 3) {
            throw new ShapeException("the model takes inputs of shape " + input.pretty()
                    + "; a picture has 1 channel (grey) or 3 (colour) and a height and width");
        }
        int channels = input.dim(0);
        int height = conversion.keepSize() ? image.getHeight() : input.dim(1);
        int width = conversion.keepSize() ? image.getWidth() : input.dim(2);
        float[] values = resized(image, channels, height, width);
        normalise(values, channels, info, conversion.invert());
        return Tensor.wrap(Shape.of(channels, height, width), values);
    }

    /// Row by row, so that beside the picture only rows of floats are needed.
    private static float[] resized(BufferedImage image, int channels, int height, int width) {
        PixelReader pixels = new PixelReader(image);
        Resampler rows = new Resampler(image.getHeight(), height);
        Resampler columns = new Resampler(image.getWidth(), width);
        float[][] source = new float[3][image.getWidth()];
        float[] line = new float[width];
        float[] out = new float[Shape.of(channels, height, width).intSize()];
        for (int y = 0, i = 0; y < image.getHeight(); y++) {
            pixels.read(y, source);
            if (channels == 1) {
                grey(source, pixels.isGrey());
            }
            while (i < height && rows.end(i) <= y) {
                i++;
            }
            for (int c = 0; c < channels; c++) {
                columns.apply(source[c], line);
                for (int k = i; k < height && rows.begin(k) <= y; k++) {
                    if (y < rows.end(k)) {
                        addTo(out, (c * height + k) * width, line, rows.share(k, y));
                    }
                }
            }
        }
        return out;
    }

    static void addTo(float[] out, int at, float[] line, float share) {
        for (int x = 0; x < line.length; x++) {
            out[at + x] += share * line[x];
        }
    }

    private static void grey(float[][] rgb, boolean already) {
        for (int x = 0; x < rgb[0].length && !already; x++) {
            rgb[0][x] = RED * rgb[0][x] + GREEN * rgb[1][x] + BLUE * rgb[2][x];
        }
    }

    private static void normalise(float[] values, int channels, ModelInfo info, boolean invert) {
        int plane = values.length / channels;
        for (int c = 0; c < channels; c++) {
            float mean = info.mean().isEmpty() ? 0 : info.mean().get(c);
            float std = info.std().isEmpty() ? 1 : info.std().get(c);
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                float v = invert ? 1 - values[i] : values[i];
                values[i] = (v - mean) / std;
            }
        }
    }

    /// What a model says of a picture: one result, without batch axis.
    public static Tensor predict(Model model, BufferedImage image) {
        return model.predict(toTensor(image, model.info()));
    }
}
