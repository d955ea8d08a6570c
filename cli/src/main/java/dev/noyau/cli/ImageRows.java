package dev.noyau.cli;

import dev.noyau.formats.image.Images;
import dev.noyau.formats.image.PngReader;
import dev.noyau.model.ModelInfo;
import dev.noyau.pixels.PixelSource;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The rows of a picture as a model takes them, and the same rows as a picture for who draws over them. A PNG is read
/// row by row; other files are read as a whole.
final class ImageRows implements PixelSource, Closeable {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private final ModelInfo info;
    private final int channels;
    private final int height;
    private final int width;
    private final @Nullable PngReader png;
    private final float[] whole;
    private final float[][] rgb;
    private final ArrayDeque<byte[]> kept = new ArrayDeque<>();
    private int y;

    /// @throws ShapeException when the model does not take grey or colour images
    ImageRows(Path file, ModelInfo info) throws IOException {
        this.info = info;
        channels = info.input().dim(0);
        if (info.input().rank() != 3 || channels != 1 && channels != 3) {
            throw new ShapeException("the model takes inputs of shape "
                    + info.input().pretty() + "; a picture has 1 channel (grey) or 3 (colour) and a height and width");
        }
        if (PngReader.reads(file)) {
            PngReader p = new PngReader(file);
            png = p;
            height = p.height();
            width = p.width();
            whole = new float[0];
        } else {
            BufferedImage b = Images.read(file);
            png = null;
            height = b.getHeight();
            width = b.getWidth();
            whole = Images.toTensor(b, ModelInfo.of("", Shape.of(3, height, width)))
                    .data();
        }
        rgb = new float[3][width];
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void nextRow(float[] into, int at, int step) throws IOException {
        PngReader p = png;
        if (p != null) {
            p.nextRow(rgb);
        } else {
            for (int k = 0; k < 3; k++) {
                System.arraycopy(whole, (k * height + y) * width, rgb[k], 0, width);
            }
        }
        y++;
        keep();
        for (int c = 0; c < channels; c++) {
            float mean = info.mean().isEmpty() ? 0 : info.mean().get(c);
            float std = info.std().isEmpty() ? 1 : info.std().get(c);
            for (int x = 0; x < width; x++) {
                into[at + c * step + x] = (value(c, x) - mean) / std;
            }
        }
    }

    private float value(int c, int x) {
        boolean same = rgb[0][x] == rgb[1][x] && rgb[0][x] == rgb[2][x];
        return channels == 3 || same ? rgb[c][x] : RED * rgb[0][x] + GREEN * rgb[1][x] + BLUE * rgb[2][x];
    }

    private void keep() {
        byte[] row = new byte[3 * width];
        for (int k = 0; k < 3; k++) {
            for (int x = 0; x < width; x++) {
                row[3 * x + k] = (byte) Math.round(255 * rgb[k][x]);
            }
        }
        kept.add(row);
    }

    /// The first row that was read and not taken yet: red, green, blue of each pixel.
    byte[] takeRow() {
        return kept.remove();
    }

    @Override
    public void close() throws IOException {
        PngReader p = png;
        if (p != null) {
            p.close();
        }
    }
}
