package dev.noyau.cli;

import dev.noyau.formats.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/// The option of analyses that writes a page beside what is printed.
final class Html {
    static final String OPTION = "also write a page that a browser shows without a network";

    private Html() {}

    /// Fails where `--html` names a file that cannot be written: said first, before the work for the page.
    static void check(Arguments a) throws IOException {
        check(a, "--html");
    }

    /// The same for another option that names a file.
    static void check(Arguments a, String option) throws IOException {
        String file = a.text(option);
        if (file != null) {
            AtomicFile.check(Path.of(file));
        }
    }

    /// Writes a page.
    @FunctionalInterface
    interface Writer {
        void write(Path file) throws IOException;
    }

    /// Writes the page where `--html` is given.
    static void write(Arguments a, Console console, Writer page) throws IOException {
        String file = a.text("--html");
        if (file != null) {
            page.write(Path.of(file));
            console.detail("written: " + file);
        }
    }
}
