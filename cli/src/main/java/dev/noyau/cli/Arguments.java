package dev.noyau.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/// What a command line says, as the types that commands want.
public final class Arguments {
    private final @Nullable ParseResult parsed;
    private final Map<String, String> remembered;

    private Arguments(@Nullable ParseResult parsed, Map<String, String> remembered) {
        this.parsed = parsed;
        this.remembered = remembered;
    }

    static Arguments of(ParseResult parsed) {
        return new Arguments(parsed, Map.of());
    }

    /// What an earlier command line said.
    ///
    /// @param remembered values by option
    static Arguments of(Map<String, String> remembered) {
        return new Arguments(null, remembered);
    }

    /// The same, with values for options that are not given.
    Arguments or(Map<String, String> earlier) {
        return new Arguments(parsed, earlier);
    }

    /// Whether an option was given.
    public boolean has(String option) {
        return parsed != null && parsed.hasMatchedOption(option);
    }

    /// The value of an option, null where it was not given.
    public @Nullable String text(String option) {
        return parsed != null && parsed.hasMatchedOption(option)
                ? parsed.matchedOptionValue(option, "")
                : remembered.get(option);
    }

    /// The value of an option.
    public String text(String option, String otherwise) {
        String t = text(option);
        return t == null ? otherwise : t;
    }

    /// A whole number.
    ///
    /// @throws UsageException unless it is one and not below `least`
    public int integer(String option, int otherwise, int least) {
        String t = text(option);
        if (t == null) {
            return otherwise;
        }
        try {
            int n = Integer.parseInt(t);
            if (n >= least) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException(option + ": expects a whole number from " + least + " on, found '" + t + "'");
    }

    /// A whole number of 64 bits.
    public long wide(String option, long otherwise) {
        String t = text(option);
        try {
            return t == null ? otherwise : Long.parseLong(t);
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": expects a whole number, found '" + t + "'");
        }
    }

    /// A number.
    ///
    /// @throws UsageException unless it is one and in `[least, most)`
    public double number(String option, double otherwise, double least, double most) {
        String t = text(option);
        if (t == null) {
            return otherwise;
        }
        try {
            double d = Double.parseDouble(t);
            if (d >= least && d < most) {
                return d;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException(option + ": expects a number from " + Text.plain(least)
                + (most == Double.POSITIVE_INFINITY ? " on" : " to below " + Text.plain(most)) + ", found '" + t + "'");
    }

    /// What stands without an option's name in front, in order.
    public List<String> positionals() {
        return parsed == null
                ? List.of()
                : parsed.matchedPositionals().stream()
                        .flatMap(p -> p.stringValues().stream())
                        .toList();
    }
}
