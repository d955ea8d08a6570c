package dev.noyau.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of one training.
///
/// @param path of the folder
record RunFolder(Path path) {
    private static final Path RUNS = Path.of("runs");
    private static final String CHECKPOINT = "checkpoint.safetensors";

    /// How often a new name is tried when others take them at the same time.
    private static final int MOST_RUNS = 100_000;

    /// The folder that was asked for, or else `runs/NAME`, or `runs/NAME-2` and so on where that is
    /// taken. It is made.
    static RunFolder create(@Nullable String wanted, String name) throws IOException {
        try {
            RunFolder f = wanted == null ? next(name) : new RunFolder(Files.createDirectories(Path.of(wanted)));
            f.checkWritable();
            return f;
        } catch (IOException e) {
            String where = wanted == null ? RUNS.resolve(name).toString() : wanted;
            throw new CommandException(
                    where + ": the folder for the results cannot be written (" + Failures.reason(e)
                            + "); choose another one with --out DIR",
                    e);
        }
    }

    private static RunFolder next(String name) throws IOException {
        Files.createDirectories(RUNS);
        for (int i = 1; i < MOST_RUNS; i++) {
            try {
                return new RunFolder(Files.createDirectory(numbered(name, i)));
            } catch (FileAlreadyExistsException e) {
                // the next number
            }
        }
        throw new IOException("there are too many runs of that name");
    }

    private static Path numbered(String name, int i) {
        return RUNS.resolve(i == 1 ? name : name + "-" + i);
    }

    /// The newest folder of that name that has a checkpoint, null where there is none.
    static @Nullable Path newest(String name) {
        Path found = null;
        for (int i = 1; i < MOST_RUNS && Files.isDirectory(numbered(name, i)); i++) {
            found = Files.isRegularFile(numbered(name, i).resolve(CHECKPOINT)) ? numbered(name, i) : found;
        }
        return found;
    }

    private void checkWritable() throws IOException {
        Files.delete(Files.createTempFile(path, ".noyau", ".tmp"));
    }

    /// Fails unless the disk has room for so many bytes.
    void checkRoom(long bytes) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < bytes) {
            throw new CommandException(path + ": the disk is full: the results need " + Text.mib(bytes) + ", "
                    + (free >> 20) + " MiB are free; make room, or choose another folder with --out DIR");
        }
    }

    Path model() {
        return path.resolve("model.onnx");
    }

    Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    Path checkpoint() {
        return path.resolve(CHECKPOINT);
    }

    /// Where the checkpoint is that was named by its file or its folder.
    static Path checkpointOf(Path named) {
        return Files.isDirectory(named) ? named.resolve(CHECKPOINT) : named;
    }

    /// Removes what an earlier training left here beside its checkpoint, which the next one replaces:
    /// so that no file speaks of another training than the others.
    void removeOthers() throws IOException {
        Files.deleteIfExists(model());
        Files.deleteIfExists(metrics());
    }

    /// Leaves no empty folder behind.
    void removeIfEmpty() throws IOException {
        boolean empty;
        try (Stream<Path> files = Files.list(path)) {
            empty = files.findAny().isEmpty();
        }
        if (empty) {
            Files.delete(path);
        }
    }
}
