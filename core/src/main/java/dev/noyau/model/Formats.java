package dev.noyau.model;

import java.io.IOException;
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

    /// Whether a file's name is that of a model.
    public static boolean isModel(Path file) {
        for (ModelFormat f : ServiceLoader.load(ModelFormat.class)) {
            if (f.accepts(file)) {
                return true;
            }
        }
        return false;
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

    /// The tensor format of a file that exists: the one that knows its first bytes, else the one that
    /// its name means.
    ///
    /// @throws FormatException when no format takes it
    public static TensorFormat tensorsIn(Path file) throws IOException {
        for (TensorFormat f : ServiceLoader.load(TensorFormat.class)) {
            if (f.recognises(file)) {
                return f;
            }
        }
        return tensors(file);
    }

    private static FormatException unknown(Path file, String what, List<String> known) {
        return new FormatException(file + ": no format for " + what + " has this ending; "
                + (known.isEmpty()
                        ? "none is installed, add the module dev.noyau.formats (artifact noyau-formats)"
                        : "known are " + String.join(", ", known)));
    }
}
