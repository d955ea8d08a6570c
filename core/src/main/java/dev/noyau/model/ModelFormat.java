package dev.noyau.model;

import java.io.IOException;
import java.nio.file.Path;

/// A file format for models; found with `ServiceLoader`. Module `dev.noyau.formats` provides ONNX.
public interface ModelFormat {
    /// As `ONNX`.
    String name();

    /// Whether this format is meant by a file's name.
    boolean accepts(Path file);

    /// @throws FormatException when the file is not what it should be
    Model read(Path file) throws IOException;

    /// Writes the whole file or nothing: to a temporary file beside it, synced, then renamed.
    void write(Model model, Path file) throws IOException;
}
