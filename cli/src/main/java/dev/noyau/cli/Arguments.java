package dev.noyau.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a command line says, as the types that commands want.
public final class Arguments {
    private final Map<String, String> given;
    private final List<String> positionals;
    private final Map<String, String> remembered;

    private Arguments(Map<String, String> given, List<String> positionals, Map<String, String> remembered) {
        this.given = given;
        this.positionals = positionals;
        this.remembered = remembered;
    }

    /// What a command line says.
    ///
    /// @param given values by option; the empty word for options without a value
    static Arguments of(Map<String, String> given, List<String> positionals) {
        return new Arguments(given, positionals, Map.of());
    }

    /// The same, with values for options that are not given; where this was said before, the first one stays.
    Arguments or(Map<String, String> earlier) {
        Map<String, String> all = new HashMap<>(earlier);
        all.putAll(remembered);
        return new Arguments(given, positionals, all);
    }

    /// Whether an option was given.
    public boolean has(String option) {
        return given.containsKey(option);
    }

    /// The value of an option, null where it was not given.
    public @Nullable String text(String option) {
        String t = given.get(option);
        return t == null ? remembered.get(option) : t;
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
        return positionals;
    }
}
