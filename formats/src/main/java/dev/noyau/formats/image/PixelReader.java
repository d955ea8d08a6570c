package dev.noyau.formats.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/// Reads rows of a picture as red, green and blue in [0, 1], over white where it is transparent.
///
/// Grey samples are taken as they stand in the file: Java's own conversion of grey to RGB assumes linear light
/// and changes every value. Sixteen bits keep their precision. Anything unusual goes through
/// [BufferedImage#getRGB].
final class PixelReader {
    private static final float BYTE = 255;

    private final BufferedImage image;
    private final Raster raster;
    private final int colours;
    private final boolean alpha;
    private final boolean premultiplied;
    private final float scale;
    private final boolean samples;
    private int[] row = new int[0];

    PixelReader(BufferedImage image) {
        this.image = image;
        ColorModel model = image.getColorModel();
        raster = image.getRaster();
        alpha = model.hasAlpha();
        premultiplied = model.isAlphaPremultiplied();
        colours = model.getNumColorComponents();
        int bits = model.getComponentSize(0);
        scale = 1f / ((1L << bits) - 1);
        samples = !(model instanceof IndexColorModel)
                && isPlain(model.getColorSpace())
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT
                        || model.getTransferType() == DataBuffer.TYPE_INT)
                && allOf(model, bits)
                && raster.getNumBands() == model.getNumComponents();
    }

    private static boolean isPlain(ColorSpace space) {
        return space.getType() == ColorSpace.TYPE_GRAY || space.isCS_sRGB();
    }

    private static boolean allOf(ColorModel model, int bits) {
        for (int i = 1; i < model.getNumComponents(); i++) {
            if (model.getComponentSize(i) != bits) {
                return false;
            }
        }
        return true;
    }

    boolean isGrey() {
        return samples && colours == 1;
    }

    /// Reads a row.
    ///
    /// @param rgb three arrays of the picture's width
    void read(int y, float[][] rgb) {
        if (samples) {
            readSamples(y, rgb);
        } else {
            readRgb(y, rgb);
        }
    }

    private void readSamples(int y, float[][] rgb) {
        int bands = raster.getNumBands();
        row = raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.getWidth(), 1, rowOf(bands));
        for (int x = 0; x < image.getWidth(); x++) {
            float a = alpha ? row[x * bands + colours] * scale : 1;
            for (int k = 0; k < 3; k++) {
                float v = row[x * bands + Math.min(k, colours - 1)] * scale;
                rgb[k][x] = (premultiplied ? v : v * a) + (1 - a);
            }
        }
    }

    private int[] rowOf(int bands) {
        int needed = image.getWidth() * bands;
        return row.length == needed ? row : new int[needed];
    }

    private void readRgb(int y, float[][] rgb) {
        row = image.getRGB(0, y, image.getWidth(), 1, rowOf(1), 0, image.getWidth());
        for (int x = 0; x < image.getWidth(); x++) {
            float a = (row[x] >>> 24) / BYTE;
            for (int k = 0; k < 3; k++) {
                rgb[k][x] = (row[x] >>> (16 - 8 * k) & 255) / BYTE * a + (1 - a);
            }
        }
    }
}
