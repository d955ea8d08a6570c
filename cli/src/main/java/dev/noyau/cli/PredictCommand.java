package dev.noyau.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

final class PredictCommand implements Command {
    @Override
    public String name() {
        return "predict";
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public CommandSpec spec() {
        return Options.of(name(), "").examples();
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        throw new IOException("");
    }
}
