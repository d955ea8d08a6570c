package dev.noyau.formats.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/// Test data that is too large for the repository: archives in the folder `shared/data` beside it.
public final class SharedData {
    private static final int BLOCK = 512;

    private SharedData() {}

    /// A file of the folder, where there is one: the folder is looked for from here upwards.
    public static Optional<Path> find(String name) {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path file = p.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /// A file of the folder; without it, the test that asks is skipped.
    public static Path require(String name) {
        Optional<Path> file = find(name);
        Assumptions.assumeTrue(
                file.isPresent(), () -> "skipped: there is no ../shared/data/" + name + " beside the repository");
        return file.orElseThrow();
    }

    /// The files of a `.tar.gz` whose names are wanted, or those of a folder, by their path from the top.
    public static SequencedMap<String, byte[]> files(Path source, Predicate<String> wanted) {
        try {
            return Files.isDirectory(source) ? folder(source, wanted) : archive(source, wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(source + ": " + e.getMessage(), e);
        }
    }

    private static SequencedMap<String, byte[]> folder(Path root, Predicate<String> wanted) throws IOException {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path p : all.sorted().toList()) {
                String name = root.relativize(p).toString().replace('\\', '/');
                if (Files.isRegularFile(p) && wanted.test(name)) {
                    files.put(name, Files.readAllBytes(p));
                }
            }
        }
        return files;
    }

    /// Without the archive's top folder. A name of more than 100 bytes stands in an entry of its own before.
    private static SequencedMap<String, byte[]> archive(Path file, Predicate<String> wanted) throws IOException {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            String longName = null;
            for (byte[] header = in.readNBytes(BLOCK); header.length == BLOCK && header[0] != 0; ) {
                String prefix = text(header, 345, 155);
                String path =
                        longName != null ? longName : (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
                String name = path.substring(path.indexOf('/') + 1);
                int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
                boolean isName = header[156] == 'L';
                byte[] bytes = isName || header[156] == '0' && wanted.test(name) ? in.readNBytes(size) : null;
                in.skipNBytes(Math.floorMod(-size, BLOCK) + (bytes == null ? size : 0));
                longName = isName ? text(bytes, 0, size) : null;
                if (bytes != null && !isName) {
                    files.put(name, bytes);
                }
                header = in.readNBytes(BLOCK);
            }
        }
        return files;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }
}
