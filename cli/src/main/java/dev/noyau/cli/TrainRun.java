package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.analysis.Summary;
import dev.noyau.data.Dataset;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.MemoryException;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Checkpoint;
import dev.noyau.train.FitOption;
import dev.noyau.train.FitOptions;
import dev.noyau.train.Listener;
import dev.noyau.train.Trainer;
import dev.noyau.train.Training;
import dev.noyau.train.TrainingException;
import dev.noyau.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One training from the command line: the table, the epochs, the files and the report.
///
/// @param settings what is learned
/// @param threads to work with; 0 for all processors
/// @param from the checkpoint to go on from, null to begin
/// @param out the folder that was asked for, null for one of its own
/// @param metricsFile the file for metrics that was asked for, null for the one in the folder
/// @param picture whether to draw test images also where there is no terminal
record TrainRun(
        Console console,
        TrainSettings settings,
        TrainTask task,
        GraphSource network,
        int threads,
        @Nullable Start from,
        @Nullable String out,
        @Nullable String metricsFile,
        boolean picture) {
    /// What is written for each parameter at most: checkpoint and model, and a new checkpoint beside
    /// the old one.
    private static final int BYTES_A_PARAMETER = 32;

    private static final long BYTES_BESIDE = 1 << 20;

    /// Where a training goes on.
    record Start(Path file, Checkpoint checkpoint) {
        int epoch() {
            return checkpoint.epoch();
        }
    }

    /// @return the exit code
    int run() throws IOException {
        printTable();
        VectorModule.load();
        List<Listener> listeners = new ArrayList<>();
        TrainingView view = new TrainingView(console);
        listeners.add(view);
        try (Trainer trainer = training(listeners).open()) {
            if (from != null) {
                trainer.resume(from.file());
            }
            RunFolder folder = RunFolder.create(out, task.name() + "-" + settings.modelName());
            Path metrics = metricsFile == null ? folder.metrics() : Path.of(metricsFile);
            try (MetricsFile lines = new MetricsFile(metrics, from == null ? 0 : from.epoch())) {
                folder.checkRoom(BYTES_A_PARAMETER * (long) trainer.parameters().size() + BYTES_BESIDE);
                if (from == null) {
                    listeners.add(new RemovesOthers(folder));
                }
                listeners.add(lines);
                TrainReport report = new TrainReport(console, settings, folder, metrics, lines, resumeOptions());
                return fit(trainer, folder, report);
            } finally {
                view.clear();
                folder.removeIfEmpty();
            }
        }
    }

    private int fit(Trainer trainer, RunFolder folder, TrainReport report) throws IOException {
        console.interrupts().onInterrupt(trainer::requestStop);
        try {
            TrainingResult result = fit(trainer, folder);
            if (result.reason() == TrainingResult.Reason.REQUESTED) {
                return report.interrupted(result);
            }
            TrainTask.Outcome test = task.measure(trainer, picture || console.peopleTerminal());
            boolean averaged = settings.update().averaging() > 0;
            (averaged ? trainer.averagedModel() : trainer.model()).save(folder.model());
            report.finished(result, test, usedThreads());
            return Main.OK;
        } catch (IOException | CommandException | TrainingException e) {
            throw withWayOn(e, trainer, folder, report);
        }
    }

    /// A file that could not be written ends the training, but there may be a checkpoint to go on from. Without the
    /// file for metrics that was asked for, which may be the one.
    private RuntimeException withWayOn(Exception e, Trainer trainer, RunFolder folder, TrainReport report) {
        boolean file = e instanceof IOException || e.getCause() instanceof IOException;
        String sentence = Failures.sentence(e);
        boolean some = file && trainer.steps() > 0 && Files.exists(folder.checkpoint());
        return new CommandException(
                some
                        ? sentence + "; go on with: " + report.resumeCommand(folder.checkpoint(), threadsOption())
                        : sentence,
                e);
    }

    private TrainingResult fit(Trainer trainer, RunFolder folder) {
        List<FitOption> options = new ArrayList<>(List.of(
                FitOptions.epochs(settings.epochs()),
                FitOptions.batch(settings.batch()),
                FitOptions.test(task.measured(task.test())),
                FitOptions.metrics(task.metrics()),
                FitOptions.checkpoints(folder.checkpoint())));
        options.addAll(settings.update().onPlateau());
        Dataset learned =
                settings.limit() == 0 || settings.limit() >= task.train().size()
                        ? task.train()
                        : task.train().range(0, settings.limit());
        Dataset validation = task.validation();
        if (settings.valSplit() > 0) {
            Dataset.Split split = learned.split(settings.valSplit(), settings.seed());
            learned = split.train();
            validation = split.validation();
        }
        if (validation != null) {
            options.add(FitOptions.validation(task.measured(validation)));
        }
        if (!settings.augment().isEmpty()) {
            learned = task.augmented(learned, AugmentWords.parse(settings.augment(), settings.seed()));
        }
        return fit(trainer, learned, options);
    }

    private TrainingResult fit(Trainer trainer, Dataset learned, List<FitOption> options) {
        try {
            return trainer.fit(learned, options.toArray(FitOption[]::new));
        } catch (OutOfMemoryError e) {
            if (trainer.steps() > (from == null ? 0 : from.checkpoint().step())) {
                throw e;
            }
            throw new MemoryException("not enough memory: the images of a batch and a step on them need "
                    + Text.mib(stepBytes())
                    + ", the heap may grow to "
                    + Text.mib(Runtime.getRuntime().maxMemory()) + "; take a smaller batch (--batch), or allow a"
                    + " larger heap with -Xmx");
        }
    }

    /// What one step works in, and the two batches that the loader keeps.
    private long stepBytes() {
        Shape batch = task.train().shape().prepend(settings.batch());
        return 2 * Float.BYTES * batch.size()
                + Noyau.backend()
                        .bytes(TrainingGraph.of(network, task.loss(), batch))
                        .orElse(0);
    }

    private void printTable() {
        Summary summary = Summary.of(network);
        console.people().println(settings.model() + "\n\n" + summary);
    }

    private Training training(List<Listener> listeners) {
        ModelInfo info = ModelInfo.of(settings.modelName(), task.input())
                .withLabels(labels())
                .withNormalisation(task.train().mean(), task.train().std());
        Training t = Trainer.of(network)
                .loss(task.loss())
                .seed(settings.seed())
                .threads(threads)
                .info(info)
                .listener(e -> listeners.forEach(l -> l.on(e)));
        t = settings.update().applied(t, settings.epochs());
        if (!settings.freeze().isEmpty()) {
            t = t.freeze(settings.freeze().split(","));
        }
        for (Map.Entry<String, String> w : settings.words().entrySet()) {
            t = t.note(w.getKey(), w.getValue());
        }
        return t;
    }

    /// The names of the classes: those of the data, else of the model that is trained further. Where the data has only
    /// their numbers, as MNIST's format has, the model's names stay.
    private List<String> labels() {
        List<String> labels = task.train().labels();
        List<String> known = network instanceof Model m ? m.info().labels() : List.of();
        List<String> numbers =
                IntStream.range(0, known.size()).mapToObj(Integer::toString).toList();
        return labels.isEmpty() || labels.equals(numbers) ? known : labels;
    }

    private int usedThreads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /// Options that are no part of what a checkpoint remembers.
    private String resumeOptions() {
        return threadsOption() + (metricsFile == null ? "" : " --metrics " + Text.quoted(metricsFile));
    }

    private String threadsOption() {
        return threads == 0 ? "" : " --threads " + threads;
    }
}
