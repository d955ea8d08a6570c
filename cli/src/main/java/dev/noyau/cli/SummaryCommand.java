package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.analysis.Summary;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `noyau summary`: a network as a table, without running it.
final class SummaryCommand implements Command {
    private static final Pattern SHAPE = Pattern.compile("\\d{1,9}([x×,]\\d{1,9})*");

    @Override
    public String name() {
        return "summary";
    }

    @Override
    public String description() {
        return "show a network's layers, sizes and costs";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Shows what each layer of a network makes of one input, how many parameters it has, how many",
                        "multiply-adds it takes, and how much memory the whole needs. Nothing is run.")
                .argument("MODEL", true, "a model file, or one of " + String.join(", ", Zoo.names()))
                .option("--input", "CxHxW", "size of the input (default: the one that the network was made for)")
                .option("--batch", "N", "inputs at a time, for the memory (default: " + TrainSettings.BATCH + ")")
                .examples("noyau summary course-cnn", "noyau summary runs/mnist-course-cnn/model.onnx --input 1x56x56");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        String name = a.positionals().getFirst();
        String size = a.text("--input");
        int batch = a.integer("--batch", TrainSettings.BATCH, 1);
        try {
            report(name, Models.find(name), size, batch, console);
        } catch (ArithmeticException e) {
            throw new CommandException(name + " for inputs of " + size + ": its numbers are beyond 2^63", e);
        }
        return Main.OK;
    }

    private static void report(String name, GraphSource found, @Nullable String size, int batch, Console console)
            throws IOException {
        GraphSource source = found;
        Shape input = size == null ? source.inputShape() : shape(size);
        if (source instanceof Network n && !input.equals(n.inputShape())) {
            source = n.withInput(input);
        }
        Summary summary = Summary.of(source, input);
        OptionalLong predicting = Noyau.backend().bytes(source.graph(input.prepend(batch), Mode.INFERENCE));
        OptionalLong training =
                Noyau.backend().bytes(TrainingGraph.of(source, Losses.softmaxCrossEntropy(), input.prepend(batch)));
        if (console.json()) {
            console.out().println(json(name, summary, batch, predicting, training));
        } else {
            console.out().println(name + "\n\n" + summary);
            console.out()
                    .println("memory to work in, for a batch of " + batch + ": " + mib(predicting) + " to predict, "
                            + mib(training) + " for a step of training");
        }
    }

    private static Shape shape(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw new UsageException("--input: expects channels, height and width as 3x480x640, found '" + text + "'");
        }
        String[] parts = text.split("[x×,]");
        int[] dims = new int[parts.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Integer.parseInt(parts[i]);
            if (dims[i] == 0) {
                throw new UsageException("--input: no size may be 0, found '" + text + "'");
            }
        }
        return Shape.of(dims);
    }

    private static String mib(OptionalLong bytes) {
        return bytes.isEmpty() ? "unknown" : Text.mib(bytes.getAsLong());
    }

    private static String json(String name, Summary s, int batch, OptionalLong predicting, OptionalLong training)
            throws IOException {
        return Json.object(json -> {
            json.put("model", name);
            shape(json, "input", s.input());
            shape(json, "output", s.output());
            json.put("parameters", s.parameters())
                    .put("multiply_adds", s.macs())
                    .put("batch", batch);
            if (predicting.isPresent()) {
                json.put("predict_bytes", predicting.getAsLong());
            }
            if (training.isPresent()) {
                json.put("training_bytes", training.getAsLong());
            }
            json.list("layers", layers -> {
                for (Summary.Layer l : s.layers()) {
                    layers.addObject(layer -> {
                        layer.put("path", l.path()).put("kind", l.kind());
                        shape(layer, "output", l.output());
                        layer.put("parameters", l.parameters()).put("multiply_adds", l.macs());
                    });
                }
            });
        });
    }

    private static void shape(Json json, String name, Shape shape) throws IOException {
        json.list(name, sizes -> {
            for (int d : shape.dims()) {
                sizes.add(d);
            }
        });
    }
}
