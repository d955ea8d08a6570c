package dev.noyau.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Picocli's view of a command: for its help and for what is wrong with a command line. Nothing is found by
/// reflection.
final class Picocli {
    private static final int HELP_COLUMNS = 100;
    private static final String HELP = "--help";

    private final Options options;
    private final CommandLine line;

    Picocli(Options options) {
        this.options = options;
        CommandSpec spec = spec(options);
        options.options().forEach(o -> spec.addOption(option(o)));
        spec.addOption(OptionSpec.builder("-h", HELP)
                .type(boolean.class)
                .arity("0")
                .help(true)
                .description("print this help")
                .build());
        for (int i = 0; i < options.arguments().size(); i++) {
            spec.addPositional(argument(options.arguments().get(i), i));
        }
        line = new CommandLine(spec)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setAbbreviatedOptionsAllowed(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setOverwrittenOptionsAllowed(true)
                .setUsageHelpWidth(HELP_COLUMNS);
    }

    private static CommandSpec spec(Options o) {
        CommandSpec s = CommandSpec.create().name("noyau " + o.name());
        s.usageMessage()
                .description(o.description().toArray(String[]::new))
                .sortOptions(false)
                .sortSynopsis(false)
                .abbreviateSynopsis(true)
                .synopsisHeading("usage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%n")
                .optionListHeading("%noptions:%n")
                .footerHeading("%nexamples:%n")
                .footer(o.examples().stream()
                        .map(e -> "  " + e.replace("%", "%%"))
                        .toArray(String[]::new));
        return s;
    }

    private static OptionSpec option(Options.Option o) {
        OptionSpec.Builder b =
                OptionSpec.builder(o.name()).description(o.description().toArray(String[]::new));
        if (!o.takesValue()) {
            return b.type(boolean.class).arity("0").build();
        }
        b.type(String.class).paramLabel(o.label());
        return (o.optional() ? b.arity("0..1").fallbackValue("") : b.arity("1")).build();
    }

    private static PositionalParamSpec argument(Options.Argument a, int index) {
        return PositionalParamSpec.builder()
                .index(a.many() ? index + "..*" : Integer.toString(index))
                .arity(a.many() ? "1..*" : a.required() ? "1" : "0..1")
                .required(a.required())
                .type(a.many() ? String[].class : String.class)
                .paramLabel(a.label())
                .description(a.description().toArray(String[]::new))
                .build();
    }

    /// Whether a line asks for help, whatever else is on it.
    static boolean asksForHelp(List<String> words) {
        return words.contains(HELP) || words.contains("-h");
    }

    /// Prints the help.
    void help(Console console) {
        boolean colour = console.outTerminal() && console.colour();
        line.usage(console.out(), colour ? Ansi.ON : Ansi.OFF);
    }

    /// Reads a command line.
    ///
    /// @throws UsageException saying what is wrong with it
    Arguments parse(List<String> words) {
        ParseResult r;
        try {
            r = line.parseArgs(words.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new UsageException(Failures.sentence(e));
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (Options.Option o : options.options()) {
            if (r.hasMatchedOption(o.name())) {
                given.put(o.name(), o.takesValue() ? r.matchedOptionValue(o.name(), "") : "");
            }
        }
        List<String> positionals = new ArrayList<>();
        r.matchedPositionals().forEach(p -> positionals.addAll(p.stringValues()));
        return Arguments.of(given, positionals);
    }
}
