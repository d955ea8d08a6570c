package dev.noyau.formats.data;

import dev.noyau.formats.io.InputFile;
import dev.noyau.model.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Texts in UTF-8.
final class TextFile {
    private TextFile() {}

    /// All of a file, without a byte order mark.
    ///
    /// @throws FormatException when it is no UTF-8
    static String read(Path file) throws IOException {
        byte[] bytes = InputFile.readAll(file);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new FormatException(file + ": is no text in UTF-8", e);
        }
    }

    static List<String> lines(Path file) throws IOException {
        return read(file).lines().toList();
    }
}
