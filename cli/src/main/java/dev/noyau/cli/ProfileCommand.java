package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.formats.io.AtomicFile;
import dev.noyau.graph.Executable;
import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.StepTime;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.nn.Losses;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `noyau profile`: where a network's time goes, step by step of its plan, on one thread.
final class ProfileCommand implements Command {
    private static final int RUNS = 20;

    @Override
    public String name() {
        return "profile";
    }

    @Override
    public String description() {
        return "show where a network's time goes";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Runs a network on random numbers, on one thread, and tells for each step of its plan how long",
                        "it takes (the median of several runs), how much it computes and moves a second, and the share",
                        "of what this machine's arithmetic and memory, measured beside it, allow at most.")
                .argument("MODEL", true, Subject.model())
                .option("--input", "CxHxW", Subject.INPUT)
                .option("--batch", "N", "inputs at a time (default: 1)")
                .flag("--training", "a step of training, with all gradients, in place of a prediction")
                .option("--warm", "SECONDS", "runs before anything is measured (default: 2)")
                .option("--runs", "N", "runs that are measured (default: " + RUNS + ")")
                .option("--chart", "FILE", "writes a roofline chart, too, as SVG")
                .examples("noyau profile course-cnn --batch 128 --training --chart roofline.svg");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a, "--chart");
        String name = a.positionals().getFirst();
        int batch = a.integer("--batch", 1, 1);
        boolean training = a.has("--training");
        double warm = a.number("--warm", 2, 0, 3600);
        int runs = a.integer("--runs", RUNS, 1);
        Subject subject = Subject.of(a);
        GraphSource source = subject.source();
        Shape input = subject.input();
        VectorModule.load();
        Graph graph = training
                ? TrainingGraph.of(source, Losses.softmaxCrossEntropy(), input.prepend(batch))
                : source.graph(input.prepend(batch), Mode.INFERENCE);
        Roof before = Roof.measure();
        List<StepTime> steps = profile(source, graph, warm, runs);
        StepTable table = new StepTable(steps, before.max(Roof.measure()));
        String what = (training ? "a step of training " : "a prediction of ") + (training ? "on " : "") + batch + " of "
                + input.pretty();
        table.print(what, console);
        String chart = a.text("--chart");
        if (chart != null) {
            AtomicFile.write(Path.of(chart), RooflineChart.of(table, name + ": " + what));
        }
        return Main.OK;
    }

    private static List<StepTime> profile(GraphSource source, Graph graph, double warm, int runs) {
        Executable e = Noyau.backend(1).compile(graph);
        Parameters p = source.initialParameters(1);
        Parameters state = source.initialState();
        Parameters gradients = graph.gradients().isEmpty() ? null : p.zerosLike();
        if (gradients == null) {
            e.freeze();
        }
        graph.inputs().forEach((input, v) -> {
            if (v.type().dtype() == DType.F32) {
                e.bind(input, RandomValues.of(v.shape().intSize(), 1));
            } else {
                e.bind(input, new long[v.shape().intSize()]);
            }
        });
        e.prime();
        long begin = System.nanoTime();
        do {
            e.run(p, state, gradients);
        } while (System.nanoTime() - begin < warm * 1e9);
        return e.profile(p, state, gradients, runs);
    }
}
