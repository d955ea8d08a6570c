package dev.noyau.formats.image;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Writes a PNG row by row, so that the picture need not be in memory (W3C Recommendation, 2003). Until it is closed
/// after its last row it is a hidden file beside; one that is not finished leaves nothing behind.
public final class PngWriter implements Closeable {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final Path temporary;
    private final OutputStream out;
    private final Deflater deflater = new Deflater(6);
    private final DeflaterOutputStream pixels;
    private final int height;
    private final int rowBytes;
    private final int pixelBytes;
    private final byte[] filtered;
    private int rows;

    private PngWriter(Path file, int width, int height, int colourType, byte[] palette) throws IOException {
        this.file = file;
        this.height = height;
        pixelBytes = colourType == 2 ? 3 : 1;
        rowBytes = Math.multiplyExact(width, pixelBytes);
        filtered = new byte[rowBytes + 1];
        temporary = file.resolveSibling("." + file.getFileName() + ".part");
        // Also where the JVM is told to end in between.
        temporary.toFile().deleteOnExit();
        out = new BufferedOutputStream(Files.newOutputStream(temporary), CHUNK);
        out.write(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream h = new DataOutputStream(header);
        h.writeInt(width);
        h.writeInt(height);
        h.write(new byte[] {8, (byte) colourType, 0, 0, 0});
        chunk("IHDR", header.toByteArray(), header.size());
        if (palette.length > 0) {
            chunk("PLTE", palette, palette.length);
        }
        pixels = new DeflaterOutputStream(new Chunks(), deflater, CHUNK);
    }

    /// One byte a pixel, from black to white.
    public static PngWriter grey(Path file, int width, int height) throws IOException {
        return new PngWriter(file, width, height, 0, new byte[0]);
    }

    /// Three bytes a pixel: red, green, blue.
    public static PngWriter colour(Path file, int width, int height) throws IOException {
        return new PngWriter(file, width, height, 2, new byte[0]);
    }

    /// One byte a pixel, which is the number of a colour.
    ///
    /// @param colours as 0xRRGGBB, at most 256
    public static PngWriter palette(Path file, int width, int height, int... colours) throws IOException {
        byte[] p = new byte[3 * colours.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = (byte) (colours[i / 3] >> 16 - 8 * (i % 3));
        }
        return new PngWriter(file, width, height, 3, p);
    }

    /// Writes the next row.
    public void row(byte[] values) throws IOException {
        if (values.length != rowBytes || rows == height) {
            throw new IllegalArgumentException(file + ": expects " + height + " rows of " + rowBytes + " bytes, found "
                    + values.length + " in row " + rows);
        }
        // Filter "sub": differences to the pixel on the left; palettes gain nothing from it.
        filtered[0] = (byte) (pixelBytes == 3 ? 1 : 0);
        for (int i = 0; i < rowBytes; i++) {
            int left = pixelBytes == 3 && i >= 3 ? values[i - 3] : 0;
            filtered[i + 1] = (byte) (values[i] - left);
        }
        pixels.write(filtered);
        rows++;
    }

    private void chunk(String type, byte[] data, int length) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        DataOutputStream d = new DataOutputStream(out);
        d.writeInt(length);
        d.write(name);
        d.write(data, 0, length);
        d.writeInt((int) crc.getValue());
        d.flush();
    }

    /// Each block that the deflater gives is a chunk.
    private final class Chunks extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            byte[] data = from == 0 ? b : java.util.Arrays.copyOfRange(b, from, from + length);
            chunk("IDAT", data, length);
        }
    }

    /// Ends the file; without all rows it is removed.
    @Override
    public void close() throws IOException {
        try {
            if (rows == height) {
                pixels.finish();
                chunk("IEND", new byte[0], 0);
            }
            out.close();
            if (rows == height) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            deflater.end();
            Files.deleteIfExists(temporary);
        }
    }
}
