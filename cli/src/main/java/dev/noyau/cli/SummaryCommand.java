package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.analysis.Summary;
import dev.noyau.cli.course.AnalysisPage;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.MemoryException;
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
                .argument("MODEL", true, Subject.model())
                .option("--input", "CxHxW", Subject.INPUT)
                .option("--batch", "N", "inputs at a time, for the memory (default: " + TrainSettings.BATCH + ")")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau summary course-cnn", "noyau summary runs/mnist-course-cnn/model.onnx --input 1x56x56");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        Subject subject = Subject.of(a);
        int batch = a.integer("--batch", TrainSettings.BATCH, 1);
        try {
            Html.write(a, console, f -> AnalysisPage.network(subject.name(), subject.source(), subject.input(), f));
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
        Room predicting = Room.of(source.graph(input.prepend(batch), Mode.INFERENCE));
        Room training = Room.of(TrainingGraph.of(source, Losses.softmaxCrossEntropy(), input.prepend(batch)));
        if (console.json()) {
            console.out().println(json(name, summary, batch, predicting, training));
        } else {
            console.out().println(name + "\n\n" + summary.costs());
            console.out()
                    .println("bytes: of the results, for one input; kept: of them until the gradients are computed");
            console.out()
                    .println("memory to work in, for a batch of " + batch + ": " + predicting.text + " to predict, "
                            + training.text + " for a step of training");
        }
    }

    /// The memory that a graph's plan works in.
    ///
    /// @param bytes empty where that is unknown, or more than can be had
    private record Room(OptionalLong bytes, String text) {
        static Room of(Graph graph) {
            try {
                OptionalLong bytes = Noyau.backend().bytes(graph);
                return new Room(bytes, bytes.isEmpty() ? "unknown" : Text.mib(bytes.getAsLong()));
            } catch (MemoryException e) {
                return new Room(OptionalLong.empty(), "too much (" + e.getMessage() + ")");
            }
        }
    }

    private static String json(String name, Summary s, int batch, Room predicting, Room training) throws IOException {
        return Json.object(json -> {
            json.put("model", name);
            Subject.shape(json, "input", s.input());
            Subject.shape(json, "output", s.output());
            json.put("parameters", s.parameters())
                    .put("multiply_adds", s.macs())
                    .put("batch", batch);
            if (predicting.bytes.isPresent()) {
                json.put("predict_bytes", predicting.bytes.getAsLong());
            }
            if (training.bytes.isPresent()) {
                json.put("training_bytes", training.bytes.getAsLong());
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
