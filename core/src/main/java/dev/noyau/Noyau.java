package dev.noyau;

/// The library as a whole.
public final class Noyau {
    private Noyau() {}

    /// The version, as `0.1.0`.
    public static String version() {
        return VERSION;
    }

    private static final String VERSION = "0.1.0-SNAPSHOT";
}
