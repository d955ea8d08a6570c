package dev.noyau.cli;

import org.jspecify.annotations.Nullable;

/// The command line is wrong: exit code 2. The message says what is wrong with it and what would be right.
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(@Nullable String message) {
        super(message);
    }
}
