package dev.noyau.formats.io;

import dev.noyau.model.FormatException;
import java.nio.file.Path;

/// Says of a file what is wrong with it.
public final class Damage {
    /// A damaged file may hold a name of any length.
    private static final int LONGEST = 500;

    private Damage() {}

    /// The same error with the file's name in front, in one line that a console can show; as it is where
    /// the name is there already.
    public static FormatException in(Path file, Exception e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof FormatException f && message.startsWith(file + ": ")) {
            return f;
        }
        StringBuilder line = new StringBuilder(file + ": ");
        for (int i = 0; i < Math.min(message.length(), LONGEST); i++) {
            char c = message.charAt(i);
            line.append(Character.isISOControl(c) ? '\uFFFD' : c);
        }
        return new FormatException(
                line.append(message.length() > LONGEST ? " ..." : "").toString(), e);
    }
}
