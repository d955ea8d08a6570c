package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.analysis.Summary;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.nn.Losses;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.util.OptionalLong;

/// `noyau summary`: a network as a table, without running it.
final class SummaryCommand implements Command {
    private static final int SHARE_DECIMALS = 4;

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
                .argument("MODEL", true, Subject.MODEL)
                .option("--input", "CxHxW", Subject.INPUT)
                .option("--batch", "N", "inputs at a time, for the memory (default: " + TrainSettings.BATCH + ")")
                .examples("noyau summary course-cnn", "noyau summary runs/mnist-course-cnn/model.onnx --input 1x56x56");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Subject subject = Subject.of(a);
        int batch = a.integer("--batch", TrainSettings.BATCH, 1);
        try {
            report(subject, batch, console);
        } catch (ArithmeticException e) {
            throw new CommandException(
                    subject.name() + " for inputs of " + subject.input().pretty() + ": its numbers are beyond 2^63", e);
        }
        return Main.OK;
    }

    private static void report(Subject subject, int batch, Console console) throws IOException {
        String name = subject.name();
        GraphSource source = subject.source();
        Shape input = subject.input();
        Summary summary = Summary.of(source, input);
        OptionalLong predicting = Noyau.backend().bytes(source.graph(input.prepend(batch), Mode.INFERENCE));
        OptionalLong training =
                Noyau.backend().bytes(TrainingGraph.of(source, Losses.softmaxCrossEntropy(), input.prepend(batch)));
        if (console.json()) {
            console.out().println(json(name, summary, batch, predicting, training));
        } else {
            console.out().println(name + "\n\n" + summary.costs());
            console.out()
                    .println("bytes: of the results, for one input; kept: of them until the gradients are computed");
            console.out()
                    .println("memory to work in, for a batch of " + batch + ": " + mib(predicting) + " to predict, "
                            + mib(training) + " for a step of training");
        }
    }

    private static String mib(OptionalLong bytes) {
        return bytes.isEmpty() ? "unknown" : Text.mib(bytes.getAsLong());
    }

    private static String json(String name, Summary s, int batch, OptionalLong predicting, OptionalLong training)
            throws IOException {
        return Json.object(json -> {
            json.put("model", name);
            Subject.shape(json, "input", s.input());
            Subject.shape(json, "output", s.output());
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
                        Subject.shape(layer, "output", l.output());
                        layer.put("parameters", l.parameters())
                                .put("multiply_adds", l.macs())
                                .put("share", s.share(l), SHARE_DECIMALS)
                                .put("bytes", l.bytes());
                        if (l.kept() >= 0) {
                            layer.put("kept_bytes", l.kept());
                        }
                    });
                }
            });
        });
    }
}
