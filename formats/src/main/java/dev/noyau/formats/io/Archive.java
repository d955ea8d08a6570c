package dev.noyau.formats.io;

import dev.noyau.model.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A zip file, read in memory only: the names of its entries are never used as paths. What entries claim
/// is compared with the file's size.
public final class Archive implements AutoCloseable {
    /// Deflate makes at most 1032 bytes of one.
    private static final long MAX_INFLATION = 1032;

    private final Path file;
    private final ZipFile zip;
    private final List<String> names = new ArrayList<>();

    /// Opens a file.
    ///
    /// @throws FormatException when it is no zip file or damaged
    public Archive(Path file) throws IOException {
        this.file = file;
        long bytes;
        try (var channel = InputFile.open(file)) {
            bytes = channel.size();
        }
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw Damage.in(file, new FormatException("is damaged, it cannot be unpacked (" + e.getMessage() + ")", e));
        }
        try {
            long packed = 0;
            for (ZipEntry e : Collections.list(zip.entries())) {
                names.add(e.getName());
                packed += Math.max(0, e.getCompressedSize());
            }
            if (packed > bytes) {
                throw new FormatException(file + ": its entries claim " + packed + " bytes, the file has " + bytes);
            }
        } catch (FormatException e) {
            zip.close();
            throw e;
        }
    }

    /// Whether a file begins as zip files with entries do.
    public static boolean isZip(byte[] head) {
        return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }

    /// The names of all entries, in the order of the file.
    public List<String> names() {
        return names;
    }

    /// Bytes of an entry, or -1 where there is none of that name.
    ///
    /// @throws FormatException when it claims more than can be in it
    public long size(String name) throws FormatException {
        ZipEntry e = zip.getEntry(name);
        if (e == null) {
            return -1;
        }
        long packed = Math.max(0, e.getCompressedSize());
        long most = e.getMethod() == ZipEntry.STORED ? packed : packed * MAX_INFLATION;
        if (e.getSize() < 0 || e.getSize() > most) {
            throw Damage.in(
                    file,
                    new FormatException("entry '" + name + "' claims " + e.getSize() + " bytes, and has " + packed
                            + (most == packed ? "" : " that are packed")));
        }
        return e.getSize();
    }

    /// Begins to read an entry that exists.
    public InputStream open(String name) throws IOException {
        ZipEntry e = zip.getEntry(name);
        if (e == null) {
            throw Damage.in(file, new FormatException("has no entry '" + name + "'"));
        }
        try {
            return zip.getInputStream(e);
        } catch (ZipException | EOFException x) {
            throw damaged(name, x);
        }
    }

    /// Fills a buffer with what comes next of an entry.
    public void fill(InputStream in, ByteBuffer b, String name) throws IOException {
        try {
            while (b.hasRemaining()) {
                int n = in.read(b.array(), b.arrayOffset() + b.position(), b.remaining());
                if (n < 0) {
                    throw Damage.in(file, new FormatException("entry '" + name + "' is truncated"));
                }
                b.position(b.position() + n);
            }
        } catch (ZipException | EOFException e) {
            throw damaged(name, e);
        }
    }

    /// All bytes of an entry.
    public byte[] bytes(String name) throws IOException {
        long size = size(name);
        if (size > Integer.MAX_VALUE - 8) {
            throw Damage.in(file, new FormatException("entry '" + name + "' has " + size + " bytes, too many to read"));
        }
        try (InputStream in = open(name)) {
            byte[] bytes = new byte[(int) size];
            fill(in, ByteBuffer.wrap(bytes), name);
            return bytes;
        }
    }

    private FormatException damaged(String name, IOException e) {
        return Damage.in(
                file,
                new FormatException(
                        "entry '" + name + "' is damaged, it cannot be unpacked (" + e.getMessage() + ")", e));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
