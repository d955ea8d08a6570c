package dev.noyau.cli;

/// The command line is wrong: exit code 2. The message says what is wrong with it and what would be right.
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
