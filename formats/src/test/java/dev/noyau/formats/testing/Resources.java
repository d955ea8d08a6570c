package dev.noyau.formats.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Test resources that lie beside a test.
public final class Resources {
    private Resources() {}

    public static byte[] bytes(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource " + name + " beside " + beside);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Stream<String> lines(Class<?> beside, String name) {
        return new String(bytes(beside, name), StandardCharsets.UTF_8).lines();
    }

    /// Writes a resource to a file of the same name.
    public static Path copy(Class<?> beside, String name, Path folder) throws IOException {
        return Files.write(folder.resolve(name), bytes(beside, name));
    }
}
