package dev.noyau.cli;

import java.io.IOException;

/// One subcommand of `noyau`. Those of this module are listed in [Commands]; others are found with
/// [java.util.ServiceLoader].
public interface Command {
    /// As `train`.
    String name();

    /// What it does, in one line for the list of all commands.
    String description();

    /// Options, arguments and examples; made with [Options]. The options that all commands have are
    /// added by the caller.
    Options options();

    /// Does it. What goes wrong is thrown and said in one sentence by the caller.
    ///
    /// @return the exit code
    /// @throws UsageException when the arguments cannot be what was meant
    int run(Arguments arguments, Console console) throws IOException;
}
