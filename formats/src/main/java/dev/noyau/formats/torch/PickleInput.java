package dev.noyau.formats.torch;

import dev.noyau.model.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The bytes of a pickle, one after the other; nothing is allocated for more than are left.
final class PickleInput {
    /// More than the longest name of a constructor.
    private static final int LONGEST_LINE = 1000;

    private final InputStream in;
    private final long size;
    private long position;

    /// @param size bytes that the stream holds
    PickleInput(InputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    /// Bytes that were read.
    long position() {
        return position;
    }

    /// Bytes that are left.
    long remaining() {
        return size - position;
    }

    int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new FormatException("is truncated");
        }
        position++;
        return b;
    }

    /// A whole number of so many bytes, at most eight, little-endian and without sign.
    long unsigned(int bytes) throws IOException {
        long n = 0;
        for (int i = 0; i < bytes; i++) {
            n |= (long) next() << 8 * i;
        }
        return n;
    }

    byte[] bytes(long count) throws IOException {
        if (count < 0 || count > remaining() || count > Integer.MAX_VALUE - 8) {
            throw new FormatException(
                    "is truncated: " + Long.toUnsignedString(count) + " bytes should follow, " + remaining() + " do");
        }
        byte[] b = in.readNBytes((int) count);
        position += b.length;
        if (b.length < count) {
            throw new FormatException("is truncated");
        }
        return b;
    }

    String text(long bytes) throws IOException {
        return new String(bytes(bytes), StandardCharsets.UTF_8);
    }

    String line() throws IOException {
        StringBuilder s = new StringBuilder();
        for (int b = next(); b != '\n'; b = next()) {
            if (s.length() == LONGEST_LINE) {
                throw new FormatException("a name has more than " + LONGEST_LINE + " characters");
            }
            s.append((char) b);
        }
        return s.toString();
    }
}
