package dev.noyau.train;

/// Checks of settings.
final class Checks {
    private Checks() {}

    static void notNegative(String who, String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(who + ": the " + what + " must not be negative, found " + value);
        }
    }

    static void positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the number of " + what + " must be at least 1, found " + value);
        }
    }
}
