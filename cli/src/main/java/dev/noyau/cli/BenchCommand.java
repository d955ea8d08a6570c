package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.graph.Precision;
import dev.noyau.train.Names;
import java.io.IOException;
import java.util.List;

/// `noyau bench`: the workloads that other libraries are measured with, one JSON line a figure.
final class BenchCommand implements Command {
    private static final List<String> WORKLOADS = List.of("W1step", "W2", "W3", "W4", "W5", "W6", "layers", "W2layers");

    /// A figure: what, how much, in which unit.
    record Metric(String name, double value, String unit) {}

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String description() {
        return "measure this machine: a step of training, inference, a cold start";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Measures a workload in short samples and prints medians, and the best of them beside:",
                        "W1step, a step of training (forward, backward, optimizer; batch 128) and inference of the",
                        "network course-cnn; W2, the same of a classic network with two 5×5 convolutions and two fully",
                        "connected layers; W3 and W4, prediction and training of a U-Net and of ResNet-18; W5, ten",
                        "single convolutions, forward and backward; W6, a process from its start to the first",
                        "prediction of a saved model; layers, each part of a step of course-cnn with its share of the",
                        "machine's peak; W2layers, the same of W2's network.")
                .argument("WORKLOAD", true, "one of " + String.join(", ", WORKLOADS))
                .option("--threads", "N", "threads that compute (default: all processors)")
                .option("--warm", "SECONDS", "training before anything is measured (default: 4)")
                .option("--run", "SECONDS", "training that is measured (default: 6)")
                .flag("--strict", "for W5: the direct method alone, no shorter formulas")
                .option("--model", "FILE", "for W6: the model (default: one that is trained a little for it)")
                .examples("noyau bench W1step --threads 2 --json", "noyau bench W6 --json");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        String workload = a.positionals().getFirst();
        int threads = a.integer("--threads", Runtime.getRuntime().availableProcessors(), 1);
        double warm = a.number("--warm", 4, 0, 3600);
        double seconds = a.number("--run", 6, 0.1, 3600);
        only(a, "--strict", "W5", workload);
        only(a, "--model", "W6", workload);
        if (workload.endsWith("layers")) {
            LayersBench.run(workload.equals("layers") ? StepBench.lecture() : StepBench.classic(), warm, console);
            return Main.OK;
        }
        List<Metric> metrics = switch (workload) {
            case "W1step" -> new StepBench(StepBench.lecture(), threads).run(warm, seconds);
            case "W2" -> new StepBench(StepBench.classic(), threads).run(warm, seconds);
            case "W3" -> NetBench.unet().run(threads, warm, seconds);
            case "W4" -> NetBench.resnet().run(threads, warm, seconds);
            case "W5" -> ConvBench.runAll(threads, a.has("--strict") ? Precision.STRICT : Precision.FAST);
            case "W6" -> ColdStart.measure(a.text("--model"), console);
            default ->
                throw new UsageException(
                        Names.unknown("workload", workload, WORKLOADS).getMessage());
        };
        print(workload, threads, metrics, console);
        return Main.OK;
    }

    private static void only(Arguments a, String option, String of, String workload) {
        if (a.has(option) && !workload.equals(of)) {
            throw new UsageException(option + ": belongs to " + of + ", found " + workload);
        }
    }

    private static void print(String workload, int threads, List<Metric> metrics, Console console) throws IOException {
        console.detail("kernels: " + Noyau.kernels());
        for (Metric m : metrics) {
            if (console.json()) {
                console.out()
                        .println(Json.object(json -> json.put("peer", "noyau")
                                .put("workload", workload)
                                .put("threads", threads)
                                .put("metric", m.name())
                                .put("value", m.value(), 4)
                                .put("unit", m.unit())));
            } else {
                console.out().printf("%-32s %,14.3f %s%n", m.name(), m.value(), m.unit());
            }
        }
    }
}
