package dev.noyau.cli;

import org.jspecify.annotations.Nullable;

/// A command cannot do what it was asked for: exit code 1. The message says why and what to do.
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandException(@Nullable String message) {
        super(message);
    }

    public CommandException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
