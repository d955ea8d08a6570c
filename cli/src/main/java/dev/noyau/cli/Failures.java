package dev.noyau.cli;

import dev.noyau.train.Names;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What went wrong, in one sentence.
final class Failures {
    private Failures() {}

    /// Says it on standard error.
    ///
    /// @return the exit code
    static int report(Throwable failure, List<String> words, Console console) {
        boolean usage = failure instanceof UsageException;
        String help = words.isEmpty() || words.getFirst().startsWith("-") ? "noyau" : "noyau " + words.getFirst();
        console.err().println("noyau: " + sentence(failure));
        if (usage) {
            console.err().println("All about it: " + (Commands.find(word(words)) == null ? "noyau" : help) + " --help");
        }
        if (console.verbose()) {
            failure.printStackTrace(console.err());
        }
        return usage ? Main.WRONG_USAGE : Main.FAILED;
    }

    private static String word(List<String> words) {
        return words.isEmpty() ? "" : words.getFirst();
    }

    /// One sentence for a failure.
    static String sentence(Throwable failure) {
        return switch (memoryIn(failure)) {
            case OutOfMemoryError e ->
                "not enough memory: the heap may grow to "
                        + Text.mib(Runtime.getRuntime().maxMemory())
                        + "; allow more with NOYAU_JAVA_OPTIONS=-Xmx8g, or take a smaller batch (--batch)";
            case dev.noyau.graph.MemoryException e -> e.getMessage() + ", as NOYAU_JAVA_OPTIONS=-Xmx8g";
            case ParameterException e -> usage(e);
            case NoSuchFileException e -> file(e.getFile(), e.getReason(), "there is no such file");
            case AccessDeniedException e -> file(e.getFile(), e.getReason(), "there is no permission");
            case FileAlreadyExistsException e -> file(e.getFile(), e.getReason(), "it exists, and is not a folder");
            case NotDirectoryException e -> file(e.getFile(), e.getReason(), "it is not a folder");
            case UncheckedIOException e -> wrapped(e);
            case ExecutionException e -> wrapped(e);
            case ExceptionInInitializerError e -> wrapped(e);
            case FileNotFoundException e -> message(e);
            case IOException e -> message(e);
            case ArithmeticException e
            when String.valueOf(e.getMessage()).endsWith(" overflow") ->
                "the numbers of this network for this input are too large to count; take a smaller one (--input, --batch)";
            case StackOverflowError e -> "the file is nested too deeply";
            default -> message(failure);
        };
    }

    /// The lack of memory that is behind a failure; else the failure itself.
    private static Throwable memoryIn(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof OutOfMemoryError) {
                return t;
            }
        }
        return failure;
    }

    /// Why a file cannot be written or read, without its name.
    static String reason(IOException e) {
        String text = switch (e) {
            case AccessDeniedException a -> "there is no permission";
            case NoSuchFileException n -> "its folder does not exist";
            case FileAlreadyExistsException f -> "it exists, and is not a folder";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> sentence(e);
        };
        return text.toLowerCase(Locale.ROOT).contains("no space left") ? "the disk is full" : text;
    }

    private static String wrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? message(failure) : sentence(cause);
    }

    private static String file(@Nullable String name, @Nullable String reason, String otherwise) {
        return name + ": " + (reason == null ? otherwise : reason);
    }

    /// Exceptions that were thrown to be read have a message; others are mistakes of ours.
    private static String message(Throwable failure) {
        String m = failure.getMessage();
        boolean ours = failure instanceof IOException
                || failure instanceof IllegalArgumentException
                || failure.getClass().getName().startsWith("dev.noyau.");
        if (ours && m != null && !m.isBlank()) {
            return m;
        }
        return "an error that should not happen: " + failure + "; --verbose shows where, please report it";
    }

    private static String usage(ParameterException e) {
        return String.valueOf(
                switch (e) {
                    case UnmatchedArgumentException u -> unmatched(u);
                    case MissingParameterException m when !m.getMissing().isEmpty() -> missing(m);
                    default -> e.getMessage();
                });
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String found = e.getUnmatched().getFirst();
        if (!found.startsWith("-")) {
            return "'" + found + "' is one argument too many";
        }
        String name = found.contains("=") ? found.substring(0, found.indexOf('=')) : found;
        List<String> known = e.getCommandLine().getCommandSpec().options().stream()
                .filter(o -> !o.hidden())
                .map(OptionSpec::longestName)
                .toList();
        return "unknown option '" + name + "'; did you mean '" + Names.nearest(name, known) + "'?";
    }

    private static String missing(MissingParameterException e) {
        ArgSpec a = e.getMissing().getFirst();
        return a instanceof OptionSpec o
                ? o.longestName() + ": expects a value " + a.paramLabel()
                : "missing: "
                        + String.join(
                                ", ",
                                e.getMissing().stream().map(ArgSpec::paramLabel).toList());
    }
}
