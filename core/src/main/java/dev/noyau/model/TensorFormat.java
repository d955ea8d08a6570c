package dev.noyau.model;

import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/// A file of named tensors with a few words of metadata, for checkpoints and weights; found with
/// `ServiceLoader`. Module `dev.noyau.formats` provides safetensors, NumPy's and PyTorch's.
public interface TensorFormat {
    /// As `safetensors`.
    String name();

    /// Whether this format is meant by a file's name.
    boolean accepts(Path file);

    /// Whether a file's first bytes are of this format, whatever it is called.
    ///
    /// @throws IOException when it cannot be read
    default boolean recognises(Path file) throws IOException {
        return false;
    }

    /// @throws FormatException when the file is not what it should be
    Contents read(Path file) throws IOException;

    /// Writes the whole file or nothing: to a temporary file beside it, synced, then renamed.
    ///
    /// @throws FormatException when the format is only read
    void write(Contents contents, Path file) throws IOException;

    /// What such a file holds.
    record Contents(SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {}
}
