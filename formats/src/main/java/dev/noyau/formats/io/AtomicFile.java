package dev.noyau.formats.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// Writes a file whole or not at all: to a temporary file in the same folder, synced to the disk, then renamed.
/// Whoever reads the file sees the old contents or the new ones, also after a power cut.
public final class AtomicFile {
    /// Fills the temporary file.
    @FunctionalInterface
    public interface Body {
        void write(FileChannel out) throws IOException;
    }

    private AtomicFile() {}

    /// Writes a file. When anything fails the temporary file is removed, and an older file of that name is
    /// untouched.
    ///
    /// @throws IOException saying in one sentence which file cannot be written and why
    public static void write(Path file, Body body) throws IOException {
        check(file);
        Path target = target(file);
        Path folder = folder(target);
        // Not Files.createTempFile, which would make a file that only its owner can read.
        String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path temporary = folder.resolve("." + target.getFileName() + "." + suffix + ".tmp");
        try {
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                body.write(out);
                out.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written, " + reason(e, folder), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(folder);
    }

    /// Fails where a file cannot be written, before there is anything to write.
    ///
    /// @throws IOException saying in one sentence which file cannot be written and why
    public static void check(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": cannot be written, it is a folder");
        }
        Path folder = folder(target(file));
        if (!Files.isDirectory(folder)) {
            throw new IOException(file + ": cannot be written, the folder " + folder
                    + (Files.exists(folder) ? " is a file" : " does not exist"));
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(
                    file + ": cannot be written, there is no permission to write in the folder " + folder);
        }
    }

    /// Renaming over a symbolic link would replace the link, not what it points to.
    private static Path target(Path file) throws IOException {
        return Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    }

    private static Path folder(Path target) {
        Path folder = target.getParent();
        return folder == null ? target : folder;
    }

    /// Writes a file of text, in UTF-8.
    ///
    /// @throws IOException saying in one sentence which file cannot be written and why
    public static void write(Path file, String text) throws IOException {
        write(file, out -> {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        });
    }

    private static String reason(IOException e, Path folder) {
        String message = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        String text = message == null ? e.getClass().getSimpleName() : message;
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("not enough space") || lower.contains("disk full")) {
            return "the disk is full";
        }
        if (lower.contains("quota")) {
            return "the disk quota is used up";
        }
        if (e instanceof AccessDeniedException || lower.contains("read-only")) {
            return "there is no permission to write in the folder " + folder;
        }
        return e instanceof NoSuchFileException ? "the folder " + folder + " has disappeared" : text;
    }

    /// Makes the rename itself durable. Windows has no such thing: opening a folder fails there.
    private static void syncFolder(Path folder) {
        try (FileChannel c = FileChannel.open(folder, StandardOpenOption.READ)) {
            c.force(true);
        } catch (IOException e) {
            // The file itself is complete and synced; only the moment of the rename is less certain.
        }
    }
}
