package dev.noyau.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Names of classes in a file, one a line.
final class Labels {
    private Labels() {}

    static List<String> read(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
        } catch (MalformedInputException e) {
            throw new CommandException(file + ": the labels are no text in UTF-8", e);
        }
    }
}
