package dev.noyau.model;

import java.io.IOException;

/// A file that is not what it should be: the message names the file, the place and the reason.
public class FormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public FormatException(String message) {
        super(message);
    }

    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
