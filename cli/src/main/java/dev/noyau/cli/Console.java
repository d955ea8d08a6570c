package dev.noyau.cli;

import java.io.PrintStream;

/// Where a command writes, and what it knows of these places.
///
/// @param out standard output: results
/// @param err standard error: progress, remarks and errors
/// @param outTerminal whether `out` is a terminal
/// @param errTerminal whether `err` is a terminal
/// @param columns width of the terminal
/// @param colour whether terminals may be sent colours
/// @param verbose whether to say more, for example stack traces
/// @param json whether results are printed as JSON
/// @param interrupts what happens at Ctrl-C
public record Console(
        PrintStream out,
        PrintStream err,
        boolean outTerminal,
        boolean errTerminal,
        int columns,
        boolean colour,
        boolean verbose,
        boolean json,
        Interrupts interrupts) {
    private static final int COLUMNS = 80;

    /// The console of a process, from what the launcher found out: Java cannot ask the terminal without
    /// native code.
    static Console of(PrintStream out, PrintStream err) {
        return new Console(
                out,
                err,
                Boolean.getBoolean("noyau.stdout.terminal"),
                Boolean.getBoolean("noyau.stderr.terminal"),
                Integer.getInteger("noyau.terminal.columns", COLUMNS),
                System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM")),
                false,
                false,
                new Interrupts());
    }

    Console with(boolean isVerbose, boolean isJson) {
        return new Console(out, err, outTerminal, errTerminal, columns, colour, isVerbose, isJson, interrupts);
    }

    /// Where what is meant for people goes: standard output, unless that is kept for JSON.
    public PrintStream people() {
        return json ? err : out;
    }

    /// Whether that is a terminal.
    public boolean peopleTerminal() {
        return json ? errTerminal : outTerminal;
    }

    /// A remark on standard error.
    public void say(String line) {
        err.println(line);
    }

    /// A remark for those who asked for more of them.
    public void detail(String line) {
        if (verbose) {
            err.println(line);
        }
    }
}
