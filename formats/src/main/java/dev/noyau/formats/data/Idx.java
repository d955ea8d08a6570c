package dev.noyau.formats.data;

import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads IDX files (LeCun), as they are or gzipped, whatever they are called: two zero bytes, the element type,
/// the number of axes, then in big-endian order the sizes and the values.
///
/// What a header claims is compared with the file's size before anything is allocated.
public final class Idx {
    private static final int UNSIGNED_BYTE = 8;
    private static final int GZIP = 0x1f8b;
    private static final int BUFFER = 1 << 16;

    /// Deflate makes at most 1032 bytes of one.
    private static final long MAX_INFLATION = 1032;

    private Idx() {}

    /// Reads images: three axes (N, H, W) of unsigned bytes.
    ///
    /// @throws FormatException when the file is no such thing, or truncated
    public static IdxImages images(Path file) throws IOException {
        Contents c = read(file, 3, "images (N, H, W)");
        return new IdxImages(c.sizes[0], c.sizes[1], c.sizes[2], c.values);
    }

    /// Reads labels: one axis of unsigned bytes.
    ///
    /// @throws FormatException when the file is no such thing, or truncated
    public static IdxLabels labels(Path file) throws IOException {
        return new IdxLabels(read(file, 1, "labels (N)").values);
    }

    private static final class Contents {
        final int[] sizes;
        final byte[] values;

        Contents(int[] sizes, byte[] values) {
            this.sizes = sizes;
            this.values = values;
        }
    }

    private static Contents read(Path file, int rank, String what) throws IOException {
        try (FileChannel channel = InputFile.open(file)) {
            BufferedInputStream raw = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
            boolean zipped = isGzip(raw);
            DataInputStream in = new DataInputStream(zipped ? new GZIPInputStream(raw, BUFFER) : raw);
            int[] sizes = header(in, rank, what, file);
            return new Contents(sizes, values(in, sizes, channel.size(), zipped, file));
        } catch (EOFException e) {
            throw new FormatException(file + ": is truncated", e);
        } catch (ZipException e) {
            throw new FormatException(file + ": is damaged, it cannot be unpacked (" + e.getMessage() + ")", e);
        }
    }

    private static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP;
    }

    private static int[] header(DataInputStream in, int rank, String what, Path file) throws IOException {
        int magic = in.readInt();
        if (magic >>> 16 != 0) {
            throw new FormatException(file + ": is not an IDX file, it begins with " + "%08x".formatted(magic));
        }
        if (magic >>> 8 != UNSIGNED_BYTE || (magic & 255) != rank) {
            throw new FormatException(file + ": should be " + what + " of unsigned bytes, IDX header "
                    + "%08x, found %08x".formatted(UNSIGNED_BYTE << 8 | rank, magic));
        }
        int[] sizes = new int[rank];
        for (int i = 0; i < rank; i++) {
            sizes[i] = in.readInt();
            if (sizes[i] < 0 || sizes[i] == 0 && i > 0) {
                throw new FormatException(file + ": the header claims a size of " + Integer.toUnsignedString(sizes[i]));
            }
        }
        return sizes;
    }

    private static byte[] values(DataInputStream in, int[] sizes, long fileBytes, boolean zipped, Path file)
            throws IOException {
        long claimed = 1;
        for (int s : sizes) {
            boolean fits = Math.multiplyHigh(claimed, s) == 0 && claimed * s >= 0;
            claimed = fits ? claimed * s : Long.MAX_VALUE;
        }
        long possible = zipped ? fileBytes * MAX_INFLATION : fileBytes - 4L - 4L * sizes.length;
        if (claimed > possible || claimed > Integer.MAX_VALUE - 8) {
            throw new FormatException(file + ": is truncated, its header claims " + claimed
                    + " values and the file has " + fileBytes + " bytes");
        }
        byte[] values = new byte[(int) claimed];
        in.readFully(values);
        if (in.read() >= 0) {
            throw new FormatException(file + ": goes on after the " + claimed + " values that its header claims");
        }
        return values;
    }
}
