package dev.noyau.formats.fuzz;

import com.sun.management.ThreadMXBean;
import dev.noyau.model.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Gives bytes to a reader as a file. What it may do: read them, or throw a [FormatException] of one line that names
/// the file, and either way with memory in proportion to the file's size.
final class Fuzzing {
    /// What a reader needs whatever the file: buffers, messages.
    private static final long ALLOWANCE = 64L << 20;

    private static final Path FOLDER = folder();

    /// What reads a file.
    @FunctionalInterface
    interface Reader {
        void read(Path file) throws IOException;
    }

    private Fuzzing() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("noyau-fuzz");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param name of the file
    /// @param perByte bytes of memory that a byte of the file may lead to, as that of an archive
    static void read(byte[] bytes, String name, long perByte, Reader reader) throws IOException {
        Path file = FOLDER.resolve(name);
        if (!Files.exists(file)) {
            file.toFile().deleteOnExit();
        }
        Files.write(file, bytes);
        long most = ALLOWANCE + perByte * bytes.length;
        // The first time classes are loaded and instrumented, which counts too.
        long allocated = allocated(file, name, reader);
        if (allocated > most) {
            allocated = allocated(file, name, reader);
        }
        if (allocated > most) {
            throw new AssertionError("a file of " + bytes.length + " bytes took " + allocated + " bytes of memory");
        }
    }

    private static long allocated(Path file, String name, Reader reader) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            reader.read(file);
        } catch (FormatException e) {
            String m = e.getMessage();
            if (!m.contains(name) || m.lines().count() != 1) {
                throw new AssertionError("a message should be one line that names the file: " + m, e);
            }
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
