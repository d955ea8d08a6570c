package dev.noyau.train;

/// Checks of settings.
final class Checks {
    private Checks() {}

    static void notNegative(String who, String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(who + ": the " + what + " must not be negative, found " + value);
        }
    }

    static void positive(String who, String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(who + ": " + what + " must be positive, found " + value);
        }
    }

    /// In `[0, 1)`.
    static void share(String who, String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(who + ": " + what + " must be in [0, 1), found " + value);
        }
    }

    static void positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the number of " + what + " must be at least 1, found " + value);
        }
    }
}
