package dev.noyau.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/// Finds the file formats on the class or module path.
public final class Formats {
    private Formats() {}

    /// The model format for a file.
    ///
    /// @throws FormatException when no format takes it
    public static ModelFormat model(Path file) throws FormatException {
        List<String> known = new ArrayList<>();
        for (ModelFormat f : ServiceLoader.load(ModelFormat.class)) {
            if (f.accepts(file)) {
                return f;
            }
            known.add(f.name());
        }
        throw unknown(file, "models", known);
    }

    /// The tensor format for a file.
    ///
    /// @throws FormatException when no format takes it
    public static TensorFormat tensors(Path file) throws FormatException {
        List<String> known = new ArrayList<>();
        for (TensorFormat f : ServiceLoader.load(TensorFormat.class)) {
            if (f.accepts(file)) {
                return f;
            }
            known.add(f.name());
        }
        throw unknown(file, "tensors", known);
    }

    private static FormatException unknown(Path file, String what, List<String> known) {
        return new FormatException(file + ": no format for " + what + " has this ending; "
                + (known.isEmpty()
                        ? "none is installed, add the module dev.noyau.formats (artifact noyau-formats)"
                        : "known are " + String.join(", ", known)));
    }
}
