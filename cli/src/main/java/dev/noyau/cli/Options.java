package dev.noyau.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which options and arguments a command takes. Only data: [PlainParser] reads command lines with it, and
/// picocli, which takes a tenth of a second to load, comes in where there is help to print or a mistake to
/// explain ([Picocli]). Values are words; [Arguments] makes numbers of them.
public final class Options {
    /// @param label what its value is, as `N`; empty for an option without one
    /// @param optional whether the value may be left out; it is then the empty word
    record Option(String name, String label, boolean optional, List<String> description) {
        boolean takesValue() {
            return !label.isEmpty();
        }
    }

    /// @param many whether it stands for all that follows, too
    record Argument(String label, boolean required, boolean many, List<String> description) {}

    private final String name;
    private final List<String> description;
    private final List<Option> options = new ArrayList<>();
    private final List<Argument> arguments = new ArrayList<>();
    private List<String> examples = List.of();

    private Options(String name, List<String> description) {
        this.name = name;
        this.description = description;
    }

    /// @param name as `train`
    /// @param description lines for its help
    public static Options of(String name, String... description) {
        return new Options(name, List.of(description));
    }

    /// An option with a value.
    ///
    /// @param label what the value is, as `N`
    public Options option(String option, String label, String... words) {
        options.add(new Option(option, label, false, List.of(words)));
        return this;
    }

    /// An option whose value may be left out; it is then the empty word.
    public Options optional(String option, String label, String... words) {
        options.add(new Option(option, label, true, List.of(words)));
        return this;
    }

    /// An option without a value.
    public Options flag(String option, String... words) {
        options.add(new Option(option, "", false, List.of(words)));
        return this;
    }

    /// What stands without an option's name in front, once.
    public Options argument(String label, boolean required, String... words) {
        arguments.add(new Argument(label, required, false, List.of(words)));
        return this;
    }

    /// What stands without an option's name in front, once or more often; after all other arguments.
    public Options arguments(String label, String... words) {
        arguments.add(new Argument(label, true, true, List.of(words)));
        return this;
    }

    /// Lines that show how it is used.
    public Options examples(String... lines) {
        examples = List.of(lines);
        return this;
    }

    String name() {
        return name;
    }

    List<String> description() {
        return description;
    }

    List<Option> options() {
        return options;
    }

    /// The option of that name, null where there is none.
    @Nullable
    Option find(String option) {
        return options.stream().filter(o -> o.name().equals(option)).findFirst().orElse(null);
    }

    List<Argument> arguments() {
        return arguments;
    }

    List<String> examples() {
        return examples;
    }
}
