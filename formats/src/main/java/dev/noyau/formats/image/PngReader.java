package dev.noyau.formats.image;

import dev.noyau.model.FormatException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Reads a PNG row by row, so that the picture need not be in memory (W3C Recommendation, 2003). All colour types and
/// depths, except interlaced files, which have no rows to be read one by one. What is transparent lies over white, as
/// in [Images].
public final class PngReader implements Closeable {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int LONGEST = 1 << 26;
    private static final int PALETTE = 3;

    /// Deflate makes at most 1032 bytes of one.
    private static final long MAX_INFLATION = 1032;

    private final Path file;
    private final DataInputStream in;
    private final Inflater inflater = new Inflater();
    private final InputStream pixels;
    private final int width;
    private final int height;
    private final int depth;
    private final int type;
    private final int channels;
    private byte[] palette = new byte[0];
    private byte[] transparency = new byte[0];
    private byte[] row;
    private byte[] above;
    private int rows;

    /// Bytes of the chunk of pixels under way that are not read yet.
    private int left;

    /// Opens a file and reads what stands before its pixels.
    ///
    /// @throws FormatException when it is damaged, no PNG, or interlaced
    public PngReader(Path file) throws IOException {
        this.file = file;
        in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        try {
            if (in.readLong() != SIGNATURE || in.readInt() != 13 || !name().equals("IHDR")) {
                throw damaged("it does not begin as a PNG");
            }
            width = in.readInt();
            height = in.readInt();
            depth = in.readUnsignedByte();
            type = in.readUnsignedByte();
            in.readUnsignedShort();
            boolean interlaced = in.readUnsignedByte() != 0;
            in.readInt();
            channels = channels(type);
            check(interlaced, Files.size(file));
            readHead();
        } catch (EOFException e) {
            in.close();
            throw new FormatException(file + ": is truncated, the picture ends early", e);
        } catch (FormatException e) {
            in.close();
            throw e;
        }
        int bytes = Math.toIntExact(((long) width * channels * depth + 7) / 8);
        row = new byte[bytes];
        above = new byte[bytes];
        pixels = new InflaterInputStream(new Pixels(), inflater, 1 << 16);
    }

    /// Whether a file can be read in this way: a PNG that is not interlaced.
    public static boolean reads(Path file) throws IOException {
        try (DataInputStream d = new DataInputStream(Files.newInputStream(file))) {
            byte[] head = d.readNBytes(29);
            return head.length == 29
                    && Arrays.equals(Arrays.copyOf(head, 4), new byte[] {(byte) 0x89, 'P', 'N', 'G'})
                    && head[28] == 0;
        }
    }

    private int channels(int t) throws FormatException {
        return switch (t) {
            case 0, PALETTE -> 1;
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> throw damaged("it has the colour type " + t);
        };
    }

    private void check(boolean interlaced, long fileBytes) throws FormatException {
        boolean deep = depth == 8 || depth == 16 && type != PALETTE;
        boolean shallow = (depth == 1 || depth == 2 || depth == 4) && (type == 0 || type == PALETTE);
        if (width < 1 || height < 1 || !(deep || shallow) || (long) width * channels * depth > 8L * LONGEST) {
            throw damaged("it claims " + width + "×" + height + " pixels of " + depth + " bits, colour type " + type);
        }
        long unpacked = (((long) width * channels * depth + 7) / 8 + 1) * height;
        if (unpacked / MAX_INFLATION > fileBytes) {
            throw new FormatException(
                    file + ": claims " + width + "×" + height + " pixels, too many for its " + fileBytes + " bytes");
        }
        if (interlaced) {
            throw new FormatException(file + ": is interlaced, and cannot be read row by row; save it without");
        }
    }

    private String name() throws IOException {
        return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
    }

    private void readHead() throws IOException {
        while (true) {
            int length = in.readInt();
            String name = name();
            if (name.equals("IDAT")) {
                left = length;
                break;
            }
            if (length < 0 || length > LONGEST || name.equals("IEND")) {
                throw damaged("it has no pixels");
            }
            if (name.equals("PLTE")) {
                palette = in.readNBytes(length);
            } else if (name.equals("tRNS")) {
                transparency = in.readNBytes(length);
            } else {
                in.skipNBytes(length);
            }
            in.readInt();
        }
        if (type == PALETTE && palette.length < 3) {
            throw damaged("it has no palette");
        }
    }

    private FormatException damaged(String how) {
        return new FormatException(file + ": is truncated or damaged, it cannot be decoded (" + how + ")");
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// Whether all pixels are grey without a palette.
    public boolean isGrey() {
        return type == 0 || type == 4;
    }

    /// Reads the next row as red, green and blue in [0, 1].
    ///
    /// @param rgb three arrays of the picture's width
    public void nextRow(float[][] rgb) throws IOException {
        unfilter();
        int most = (1 << depth) - 1;
        for (int x = 0; x < width; x++) {
            if (type == PALETTE) {
                palette(rgb, x);
                continue;
            }
            boolean colour = type == 2 || type == 6;
            float alpha = type >= 4 ? sample(x * channels + channels - 1) / (float) most : opaque(x) ? 1 : 0;
            for (int k = 0; k < 3; k++) {
                float v = sample(x * channels + (colour ? k : 0)) / (float) most;
                rgb[k][x] = v * alpha + (1 - alpha);
            }
        }
    }

    /// One colour of a picture without alpha may be named as transparent.
    private boolean opaque(int x) {
        if (transparency.length < 2 * channels || type >= PALETTE) {
            return true;
        }
        for (int k = 0; k < channels; k++) {
            int named = (transparency[2 * k] & 255) << 8 | transparency[2 * k + 1] & 255;
            if (sample(x * channels + k) != named) {
                return true;
            }
        }
        return false;
    }

    private void palette(float[][] rgb, int x) throws FormatException {
        int i = sample(x);
        if (3 * i + 2 >= palette.length) {
            throw damaged("row " + (rows - 1) + " has colour " + i + " of a palette of " + palette.length / 3);
        }
        float alpha = i < transparency.length ? (transparency[i] & 255) / 255f : 1;
        for (int k = 0; k < 3; k++) {
            rgb[k][x] = (palette[3 * i + k] & 255) / 255f * alpha + (1 - alpha);
        }
    }

    private int sample(int i) {
        if (depth == 8) {
            return row[i] & 255;
        }
        if (depth == 16) {
            return (row[2 * i] & 255) << 8 | row[2 * i + 1] & 255;
        }
        int bit = i * depth;
        return (row[bit >> 3] & 255) >> 8 - depth - (bit & 7) & (1 << depth) - 1;
    }

    private void unfilter() throws IOException {
        if (rows == height) {
            throw new EOFException(file + ": all rows are read");
        }
        byte[] t = above;
        above = row;
        row = t;
        int step = Math.max(1, channels * depth / 8);
        int filter;
        try {
            filter = pixels.read();
            if (filter < 0 || pixels.readNBytes(row, 0, row.length) < row.length) {
                throw new FormatException(file + ": is truncated, the picture ends early");
            }
        } catch (EOFException e) {
            throw new FormatException(file + ": is truncated, the picture ends early", e);
        } catch (java.util.zip.ZipException e) {
            throw new FormatException(
                    file + ": is truncated or damaged, it cannot be decoded (" + e.getMessage() + ")", e);
        }
        for (int i = 0; i < row.length; i++) {
            int a = i >= step ? row[i - step] & 255 : 0;
            int b = rows > 0 ? above[i] & 255 : 0;
            int c = i >= step && rows > 0 ? above[i - step] & 255 : 0;
            row[i] += (byte)
                    switch (filter) {
                        case 0 -> 0;
                        case 1 -> a;
                        case 2 -> b;
                        case 3 -> (a + b) / 2;
                        case 4 -> paeth(a, b, c);
                        default -> throw damaged("row " + rows + " has the filter " + filter);
                    };
        }
        rows++;
    }

    private static int paeth(int a, int b, int c) {
        int pa = Math.abs(b - c);
        int pb = Math.abs(a - c);
        int pc = Math.abs(a + b - 2 * c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }

    /// The pixels' chunks one after the other.
    private final class Pixels extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override
        public int read(byte[] b, int from, int length) throws IOException {
            while (left == 0) {
                in.readInt();
                left = in.readInt();
                if (!name().equals("IDAT") || left < 0) {
                    left = -1;
                }
            }
            if (left < 0) {
                return -1;
            }
            int n = in.read(b, from, Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
