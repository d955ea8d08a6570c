package dev.noyau.cli;

/// The `noyau` command.
public final class Main {
    private Main() {}

    /// Prints the usage.
    public static void main(String[] args) {
        System.out.println("usage: noyau COMMAND [OPTION...]");
    }
}
