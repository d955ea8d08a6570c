package dev.noyau.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads command lines that are as they should be, within a millisecond. It decides nothing that is
/// doubtful: for help, mistakes and rare ways to write it says null, and picocli reads the line again.
/// Where both read a line they agree.
final class PlainParser {
    private final Options options;
    private final List<String> words;
    private final Map<String, String> given = new LinkedHashMap<>();
    private final List<String> positionals = new ArrayList<>();

    private PlainParser(Options options, List<String> words) {
        this.options = options;
        this.words = words;
    }

    static @Nullable Arguments parse(Options options, List<String> words) {
        return new PlainParser(options, words).parse();
    }

    private @Nullable Arguments parse() {
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at);
            int next = word.startsWith("-") ? option(word, at + 1) : positional(word, at + 1);
            if (next < 0) {
                return null;
            }
            at = next;
        }
        return isComplete() ? Arguments.of(given, positionals) : null;
    }

    private int positional(String word, int next) {
        positionals.add(word);
        return word.isEmpty() ? -1 : next;
    }

    /// Where to go on, negative for what picocli has to read.
    private int option(String word, int next) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Options.Option o = options.find(name);
        if (o == null || !o.takesValue() && equals >= 0) {
            return -1;
        }
        if (!o.takesValue()) {
            given.put(name, "");
            return next;
        }
        if (equals >= 0) {
            given.put(name, word.substring(equals + 1));
            return equals == word.length() - 1 ? -1 : next;
        }
        boolean follows = next < words.size() && !words.get(next).startsWith("-");
        if (!follows && !o.optional()) {
            return -1;
        }
        given.put(name, follows ? words.get(next) : "");
        return follows ? next + 1 : next;
    }

    private boolean isComplete() {
        long least =
                options.arguments().stream().filter(Options.Argument::required).count();
        boolean many = options.arguments().stream().anyMatch(Options.Argument::many);
        return positionals.size() >= least
                && (many || positionals.size() <= options.arguments().size());
    }
}
