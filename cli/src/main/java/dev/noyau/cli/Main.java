package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.train.Names;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The `noyau` command.
public final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    /// As shells report a process that Ctrl-C ended.
    static final int INTERRUPTED = 130;

    private Main() {}

    public static void main(String[] args) {
        ProcessFacts.started();
        System.exit(run(args, System.out, System.err));
    }

    /// Runs a command line in this process.
    ///
    /// @return the exit code: 0, 1 when something failed, 2 when the arguments are wrong, 130 when it
    /// was interrupted
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, Console.of(out, err));
    }

    static int run(String[] args, Console console) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        boolean verbose = !words.isEmpty() && words.getFirst().equals("--verbose");
        if (verbose) {
            words.removeFirst();
        }
        Console c = console.with(verbose || words.contains("--verbose"), words.contains("--json"));
        try {
            int code = dispatch(words, c);
            return code == OK ? printed(c) : code;
        } catch (Exception | StackOverflowError | OutOfMemoryError | ExceptionInInitializerError e) {
            return Failures.report(e, words, c);
        } finally {
            c.out().flush();
            c.err().flush();
            c.interrupts().commandEnded();
        }
    }

    /// A print stream keeps to itself that it could not write.
    private static int printed(Console c) {
        if (!c.out().checkError()) {
            return OK;
        }
        c.err().println("noyau: the result cannot be written to standard output: no room, or no one reads it");
        return FAILED;
    }

    private static int dispatch(List<String> words, Console console) throws Exception {
        String first = words.isEmpty() ? "--help" : words.getFirst();
        List<String> rest = words.subList(Math.min(1, words.size()), words.size());
        switch (first) {
            case "--help", "-h" -> {
                console.out().print(RootHelp.text(Commands.all()));
                return words.isEmpty() ? WRONG_USAGE : OK;
            }
            case "--version" -> {
                console.out().println(version());
                return OK;
            }
            case "help" -> {
                return rest.isEmpty()
                        ? dispatch(List.of("--help"), console)
                        : dispatch(List.of(rest.getFirst(), "--help"), console);
            }
            default -> {
                return command(first, rest, console);
            }
        }
    }

    private static int command(String name, List<String> words, Console console) throws Exception {
        Command command = name.startsWith("-") ? null : Commands.find(name);
        if (command == null) {
            List<String> names = new ArrayList<>(
                    name.startsWith("-")
                            ? List.of("--help", "--version", "--verbose")
                            : Commands.all().stream().map(Command::name).toList());
            throw new UsageException(
                    name.startsWith("-")
                            ? "unknown option '" + name + "'; did you mean '" + Names.nearest(name, names)
                                    + "'? Options of a command stand after its name"
                            : Names.unknown("command", name, names).getMessage());
        }
        Options options = command.options()
                .flag("--json", "print the result as JSON, and nothing else on standard output")
                .flag("--verbose", "say more, with stack traces");
        if (Picocli.asksForHelp(words)) {
            new Picocli(options).help(console);
            return OK;
        }
        Arguments plain = PlainParser.parse(options, words);
        return command.run(plain == null ? new Picocli(options).parse(words) : plain, console);
    }

    private static String version() {
        return "noyau " + Noyau.version() + " (Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")";
    }
}
