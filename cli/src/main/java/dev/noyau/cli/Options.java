package dev.noyau.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Says which options and arguments a command takes. All values are words for picocli; [Arguments] makes
/// numbers of them, so that its errors are ours. Nothing is found by reflection: that costs a tenth of a
/// second at each start.
public final class Options {
    private final CommandSpec spec;

    private Options(CommandSpec spec) {
        this.spec = spec;
    }

    /// @param name as `train`
    /// @param description sentences for its help
    public static Options of(String name, String... description) {
        CommandSpec s = CommandSpec.create().name("noyau " + name);
        s.usageMessage()
                .description(description)
                .sortOptions(false)
                .sortSynopsis(false)
                .abbreviateSynopsis(true)
                .synopsisHeading("usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%n")
                .optionListHeading("%noptions:%n")
                .footerHeading("%nexamples:%n");
        return new Options(s);
    }

    /// An option with a value.
    ///
    /// @param label what the value is, as `N`
    public Options option(String name, String label, String... description) {
        return add(OptionSpec.builder(name).paramLabel(label).type(String.class).description(description));
    }

    /// An option whose value may be left out; it is then the empty word.
    public Options optional(String name, String label, String... description) {
        return add(OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .arity("0..1")
                .fallbackValue("")
                .description(description));
    }

    /// An option without a value.
    public Options flag(String name, String... description) {
        return add(OptionSpec.builder(name).type(boolean.class).arity("0").description(description));
    }

    /// An option that works and that help does not show.
    public Options hidden(String name, String label) {
        return add(OptionSpec.builder(name).paramLabel(label).type(String.class).hidden(true));
    }

    private Options add(OptionSpec.Builder option) {
        spec.addOption(option.build());
        return this;
    }

    /// What stands without an option's name in front, once.
    public Options argument(String label, boolean required, String... description) {
        return add(PositionalParamSpec.builder()
                .index("0")
                .arity(required ? "1" : "0..1")
                .required(required)
                .type(String.class)
                .paramLabel(label)
                .description(description));
    }

    /// What stands without an option's name in front after such an argument, once or more often.
    public Options arguments(String label, String... description) {
        return add(PositionalParamSpec.builder()
                .index("1..*")
                .arity("1..*")
                .required(true)
                .type(String[].class)
                .paramLabel(label)
                .description(description));
    }

    private Options add(PositionalParamSpec.Builder argument) {
        spec.addPositional(argument.build());
        return this;
    }

    /// Lines that show how it is used.
    public CommandSpec examples(String... lines) {
        String[] footer = new String[lines.length];
        for (int i = 0; i < lines.length; i++) {
            footer[i] = "  " + lines[i].replace("%", "%%");
        }
        spec.usageMessage().footer(footer);
        return spec;
    }
}
