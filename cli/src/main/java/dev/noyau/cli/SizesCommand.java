package dev.noyau.cli;

import dev.noyau.analysis.InputSizes;
import dev.noyau.cli.course.AnalysisPage;
import dev.noyau.graph.GraphSource;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `noyau sizes`: which input sizes a network takes.
final class SizesCommand implements Command {
    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public String description() {
        return "tell which other input sizes a network takes";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Tells which sizes of inputs a trained network takes, what comes out for them, which layer",
                        "forbids the others, and by how little an input has to be padded. Nothing is run.")
                .argument("MODEL", true, Subject.model())
                .option("--input", "CxHxW", "a size to ask for")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau sizes course-cnn --input 1x56x84", "noyau sizes lenet5 --input 1x32x32");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        String name = a.positionals().getFirst();
        GraphSource source = Models.find(name);
        String size = a.text("--input");
        Shape input = size == null ? source.inputShape() : Subject.shape("--input", size);
        if (input.rank() != source.inputShape().rank()) {
            throw new UsageException("--input: " + name + " takes inputs like "
                    + source.inputShape().pretty() + ", found '" + size + "'");
        }
        InputSizes.Answer answer = InputSizes.of(source, input);
        List<InputSizes.Rule> rules = InputSizes.rules(source);
        Html.write(a, console, f -> AnalysisPage.sizes(name, source, answer, f));
        if (console.json()) {
            console.out().println(json(name, source, answer, rules));
            return Main.OK;
        }
        Shape output = answer.output();
        console.out()
                .println(name + " for inputs of " + input.pretty() + ": "
                        + (output == null ? "not taken. " + answer.reason() : "gives " + output.pretty()));
        if (output == null) {
            Shape padded = padded(source, input);
            console.out()
                    .println(
                            padded == null
                                    ? "no padding makes it one that is taken"
                                    : "smallest padding that helps: to " + padded.pretty());
        }
        for (InputSizes.Rule r : rules) {
            console.out().println(axis(r, rules) + ": " + r);
        }
        return Main.OK;
    }

    private static String axis(InputSizes.Rule r, List<InputSizes.Rule> all) {
        return all.size() == 1 ? "length" : r.axis() == 1 ? "height" : "width";
    }

    private static @Nullable Shape padded(GraphSource source, Shape input) {
        try {
            return InputSizes.padded(source, input);
        } catch (dev.noyau.tensor.ShapeException e) {
            return null;
        }
    }

    private static String json(String name, GraphSource source, InputSizes.Answer a, List<InputSizes.Rule> rules)
            throws IOException {
        return Json.object(json -> {
            json.put("model", name);
            Subject.shape(json, "input", a.input());
            json.put("legal", a.legal());
            Shape output = a.output();
            if (output != null) {
                Subject.shape(json, "output", output);
            } else {
                json.put("reason", a.reason());
                Shape padded = padded(source, a.input());
                if (padded != null) {
                    Subject.shape(json, "padded", padded);
                }
            }
            json.list("rules", list -> {
                for (InputSizes.Rule r : rules) {
                    list.addObject(o -> o.put("axis", axis(r, rules))
                            .put("smallest", r.smallest())
                            .put("step", r.step()));
                }
            });
        });
    }
}
