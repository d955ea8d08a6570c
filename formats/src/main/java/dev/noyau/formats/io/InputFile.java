package dev.noyau.formats.io;

import dev.noyau.model.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Opens files for reading; what is missing or no file is said in one sentence.
public final class InputFile {
    private InputFile() {}

    /// Opens a file for reading.
    ///
    /// @throws IOException when there is none, it is a folder, or it must not be read
    public static FileChannel open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + ": is a folder, not a file");
        }
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        } catch (AccessDeniedException e) {
            throw denied(file, e);
        }
    }

    /// All bytes of a file that an array can hold.
    ///
    /// @throws FormatException beyond 2^31 - 9 bytes
    public static byte[] readAll(Path file) throws IOException {
        try (FileChannel in = open(file)) {
            long size = in.size();
            if (size > Integer.MAX_VALUE - 8) {
                throw new FormatException(file + ": has " + size + " bytes, more than 2147483639 cannot be read");
            }
            byte[] bytes = new byte[(int) size];
            readFully(in, ByteBuffer.wrap(bytes), file);
            return bytes;
        }
    }

    /// The first bytes of a file, as many as are asked for or as it has.
    public static byte[] head(Path file, int bytes) throws IOException {
        try (FileChannel in = open(file)) {
            ByteBuffer b = ByteBuffer.allocate((int) Math.min(in.size(), bytes));
            readFully(in, b, file);
            return b.array();
        }
    }

    /// The name of a file without its folder and its ending.
    public static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /// Fills a buffer from where the channel stands.
    public static void readFully(FileChannel in, ByteBuffer buffer, Path file) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                throw new FormatException(
                        file + ": is truncated, it became shorter while it was read", new EOFException());
            }
        }
    }

    private static IOException missing(Path file, NoSuchFileException cause) {
        NoSuchFileException e = new NoSuchFileException(file.toString(), null, "there is no such file");
        e.initCause(cause);
        return e;
    }

    private static IOException denied(Path file, AccessDeniedException cause) {
        AccessDeniedException e = new AccessDeniedException(file.toString(), null, "there is no permission to read it");
        e.initCause(cause);
        return e;
    }
}
