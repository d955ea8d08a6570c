package dev.noyau.formats.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Damages files and looks how a reader takes it: it may accept what is still sound, or refuse with one
/// sentence that names the file; nothing else.
public final class Corruption {
    private static final int STEP = 97;
    private static final int FLIPS = 2000;

    /// What reads a file.
    @FunctionalInterface
    public interface Reader {
        void read(Path file) throws IOException;
    }

    private Corruption() {}

    /// Cuts the file at every 97th byte, and before its last. Every cut must be refused.
    public static void truncate(Path file, Reader reader) throws IOException {
        truncate(file, 1, reader);
    }

    /// The same for a format that can do without its last bytes.
    public static void truncate(Path file, int needless, Reader reader) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int longest = whole.length - needless;
        Path damaged = beside(file, "cut");
        for (int length = 0; length < longest; length += STEP) {
            refuses(damaged, whole, length, reader);
        }
        refuses(damaged, whole, longest, reader);
    }

    private static void refuses(Path damaged, byte[] whole, int length, Reader reader) throws IOException {
        assertThat(accepts(damaged, Arrays.copyOf(whole, length), reader))
                .as("cut to %d of %d bytes", length, whole.length)
                .isFalse();
    }

    /// Changes one to four bytes at random places, 2000 times; the first kilobyte, where the structure is, is
    /// hit most.
    public static void flip(Path file, Reader reader) throws IOException {
        flip(file, FLIPS, reader);
    }

    /// The same as often as asked.
    public static void flip(Path file, int times, Reader reader) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path damaged = beside(file, "flipped");
        int refused = 0;
        for (int seed = 0; seed < times; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] b = whole.clone();
            for (int k = random.nextInt(1, 5); k > 0; k--) {
                int range = random.nextInt(4) == 0 ? b.length : Math.min(b.length, 1024);
                b[random.nextInt(range)] = (byte) random.nextInt(256);
            }
            if (!accepts(damaged, b, reader)) {
                refused++;
            }
        }
        assertThat(refused).as("refused files").isPositive();
    }

    /// Whether the reader takes these bytes; fails where it neither takes them nor refuses them properly.
    private static boolean accepts(Path file, byte[] bytes, Reader reader) throws IOException {
        Files.write(file, bytes);
        try {
            reader.read(file);
            return true;
        } catch (FormatException e) {
            assertThat(e.getMessage()).contains(file.getFileName().toString()).doesNotContain("\n");
            return false;
        } catch (RuntimeException | IOException | StackOverflowError | OutOfMemoryError e) {
            return fail("a damaged file of " + bytes.length + " bytes gives " + e + ", kept as " + keep(file), e);
        }
    }

    private static Path keep(Path file) throws IOException {
        Path kept = Files.createTempFile("noyau-damaged", file.getFileName().toString());
        Files.write(kept, Files.readAllBytes(file));
        return kept;
    }

    private static Path beside(Path file, String what) {
        return file.resolveSibling(what + "-" + file.getFileName());
    }
}
