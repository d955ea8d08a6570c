package dev.noyau.cli;

import java.io.PrintStream;

/// One line of a terminal that is drawn again and again. Must be cleared before anything else is printed.
final class ProgressBar {
    private static final int WIDTH = 28;
    private static final int LEAST = 8;
    private static final String CLEAR = "\r\u001b[K";

    /// A cell of the bar that is half done, and one that is wholly done.
    private static final char HALF = '╸';

    private static final char WHOLE = '━';
    private static final String DONE = "\u001b[36m";
    private static final String REST = "\u001b[90m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream terminal;
    private final int columns;
    private final boolean colour;
    private boolean drawn;

    /// @param columns width of the terminal
    ProgressBar(PrintStream terminal, int columns, boolean colour) {
        this.terminal = terminal;
        this.columns = columns;
        this.colour = colour;
    }

    /// Draws it.
    ///
    /// @param share that is done, in [0, 1]
    void draw(String before, double share, String after) {
        terminal.print(CLEAR + line(before, share, after));
        terminal.flush();
        drawn = true;
    }

    /// Takes it away.
    void clear() {
        if (drawn) {
            terminal.print(CLEAR);
            terminal.flush();
            drawn = false;
        }
    }

    /// What is drawn, never longer than the terminal is wide: a line that wraps could not be drawn
    /// over.
    String line(String before, double share, String after) {
        int width = Math.min(WIDTH, columns - 1 - before.length() - after.length() - 2);
        if (width < LEAST) {
            return Text.fit(before + " " + after, columns - 1);
        }
        int halves = (int) Math.floor(2 * width * Math.clamp(share, 0, 1));
        String done = String.valueOf(WHOLE).repeat(halves / 2) + (halves % 2 == 1 ? HALF : "");
        int rest = width - done.length();
        String bar = colour ? DONE + done + REST + String.valueOf(WHOLE).repeat(rest) + PLAIN : done + " ".repeat(rest);
        return before + " " + bar + " " + after;
    }
}
