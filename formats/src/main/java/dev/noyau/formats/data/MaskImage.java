package dev.noyau.formats.data;

import dev.noyau.formats.image.Images;
import dev.noyau.model.FormatException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;

/// The values of a mask file. Of palettes the index counts, of one channel the sample as it stands in the file (8 or 16
/// bits), of three or four channels the colour 0xRRGGBB, whatever the alpha; grey in three channels is its value
/// where values are wanted.
///
/// @param values (H, W) in row-major order
record MaskImage(int width, int height, int[] values) {

    /// Reads a mask.
    ///
    /// @param colours whether colours are wanted; else values
    /// @throws FormatException when the file is damaged, or has colours where values are wanted
    static MaskImage read(Path file, boolean colours) throws IOException {
        BufferedImage image = Images.read(file);
        int w = image.getWidth();
        int h = image.getHeight();
        boolean single = image.getColorModel() instanceof IndexColorModel
                || image.getRaster().getNumBands() <= 2;
        int[] values = new int[w * h];
        if (colours) {
            image.getRGB(0, 0, w, h, values, 0, w);
            for (int i = 0; i < values.length; i++) {
                values[i] &= 0xffffff;
            }
        } else if (single) {
            image.getRaster().getSamples(0, 0, w, h, 0, values);
        } else {
            grey(image.getRaster(), values, file);
        }
        return new MaskImage(w, h, values);
    }

    private static void grey(Raster raster, int[] values, Path file) throws FormatException {
        int w = raster.getWidth();
        int[] green = raster.getSamples(0, 0, w, raster.getHeight(), 1, (int[]) null);
        int[] blue = raster.getSamples(0, 0, w, raster.getHeight(), 2, (int[]) null);
        raster.getSamples(0, 0, w, raster.getHeight(), 0, values);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != green[i] || values[i] != blue[i]) {
                throw new FormatException(file + ": the mask has colours, as at row " + i / w + ", column " + i % w
                        + "; say which class each one is in classes.txt, a line a class: road #804080");
            }
        }
    }

    /// The same of another size: of each place the nearest pixel.
    MaskImage resized(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        int[] to = new int[newHeight * newWidth];
        for (int y = 0, i = 0; y < newHeight; y++) {
            int from = (int) ((2L * y + 1) * height / (2L * newHeight)) * width;
            for (int x = 0; x < newWidth; x++, i++) {
                to[i] = values[from + (int) ((2L * x + 1) * width / (2L * newWidth))];
            }
        }
        return new MaskImage(newWidth, newHeight, to);
    }
}
