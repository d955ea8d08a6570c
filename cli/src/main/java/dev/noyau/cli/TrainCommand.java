package dev.noyau.cli;

import dev.noyau.graph.GraphSource;
import dev.noyau.model.Model;
import dev.noyau.nn.Heads;
import dev.noyau.tensor.ShapeException;
import dev.noyau.train.Checkpoint;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `noyau train`: learns from data and writes a model.
final class TrainCommand implements Command {
    @Override
    public String name() {
        return "train";
    }

    @Override
    public String description() {
        return "learn from images and write a model";
    }

    @Override
    public Options options() {
        return PixelSettings.describeTraining(DataOptions.describe(UpdateSettings.describe(Options.of(
                                        name(),
                                        "Trains a network and measures it on the test images after each epoch. Writes model.onnx,",
                                        "metrics.jsonl and checkpoint.safetensors to a folder of its own. Ctrl-C ends it in good",
                                        "order; --resume goes on, and the result is the same to the last bit.")
                                .argument("DATA", false, "the same as --data")
                                .option(
                                        "--data",
                                        "DATA",
                                        Data.HELP + "; " + PixelData.HELP + "; " + DescriptorTask.HELP
                                                + " (default: mnist)")
                                .option(
                                        "--preset",
                                        "NAME",
                                        "options that belong together, of known accuracy: one of "
                                                + String.join(", ", Presets.names()) + "; options beside it win")
                                .option(
                                        "--model",
                                        "NAME",
                                        "one of " + String.join(", ", Zoo.names())
                                                + "; or a model file to go on from (default: course-cnn, for an answer for each pixel unet,"
                                                + " for photos: descriptor)")
                                .option(
                                        "--init",
                                        "WEIGHTS",
                                        "file with weights to begin with: safetensors, .pt, .pth, .npz or a model; all must fit")
                                .option(
                                        "--init-except",
                                        "REGEX",
                                        "paths of parameters that are drawn anew instead, as of a head for other classes: 'fc\\..*'")
                                .option(
                                        "--head",
                                        "PATH",
                                        "layer of the model whose place, and that of all behind it, a fresh linear layer for"
                                                + " the data's classes takes, as fc")
                                .option(
                                        "--freeze",
                                        "PATTERN,..",
                                        "paths of parameters that stay as they are, as 'conv1.*,layer1.*'")
                                .option("--augment", "WORDS", AugmentWords.HELP)
                                .option("--epochs", "N", "passes over the data (default: " + TrainSettings.EPOCHS + ")")
                                .option(
                                        "--batch",
                                        "N",
                                        "images of a step (default: " + TrainSettings.BATCH
                                                + ", for an answer for each pixel " + TrainSettings.PIXEL_BATCH
                                                + ", for photos: " + DescriptorTask.BATCH + ")"))
                        .option(
                                "--label-smoothing",
                                "SHARE",
                                "share of each target that is spread over all classes, as 0.1 (default: 0)")
                        .option("--seed", "N", "of all random numbers (default: " + TrainSettings.SEED + ")")
                        .option("--threads", "N", "to work with; the result is the same (default: all processors)")
                        .option(
                                "--val-split",
                                "SHARE",
                                "share of the training images to set aside and measure on, as 0.1")
                        .option("--limit", "N", "train on the first N images only")))
                .option("--out", "DIR", "folder for the results (default: runs/DATA-MODEL, numbered when it exists)")
                .option("--metrics", "FILE", "write the metrics there (default: metrics.jsonl in that folder)")
                .optional(
                        "--resume",
                        "CHECKPOINT",
                        "go on from a checkpoint or its folder with the settings that it began with; without a name"
                                + " from the one in --out or of the newest run")
                .flag("--picture", "draw some test images at the end, also where the output is no terminal")
                .examples(
                        "noyau train mnist",
                        "noyau train mnist --model lenet5 --epochs 10 --val-split 0.1",
                        "noyau train --data idx:fashion-mnist --out runs/fashion",
                        "noyau train --preset cifar10 --data cifar:DIR",
                        "noyau train --data seg:nuclei --model unet --loss cross-entropy+dice --augment flip,turn --epochs 30",
                        "noyau train --data photos:holidays",
                        "noyau train --resume runs/mnist-course-cnn");
    }

    @Override
    public int run(Arguments given, Console console) throws IOException {
        if (given.has("--preset") && given.has("--resume")) {
            throw new UsageException("--resume goes on with the settings of the checkpoint; leave --preset out");
        }
        Arguments a = Presets.applied(given);
        Thread.ofPlatform().daemon().name("noyau-vector").start(VectorModule::load);
        if (a.has("--init") && a.has("--resume")) {
            throw new UsageException(
                    "--init begins a training with weights, --resume goes on with those of a checkpoint;"
                            + " leave one of them out");
        }
        if (a.has("--init-except") && !a.has("--init")) {
            throw new UsageException("--init-except goes with --init");
        }
        Path file = checkpoint(a);
        if (file != null && !Files.exists(file)) {
            throw new CommandException(file + ": there is no such checkpoint");
        }
        TrainRun.Start from = file == null ? null : new TrainRun.Start(file, Checkpoint.read(file));
        if (from == null && Models.isFile(TrainSettings.of(a).model())) {
            // Before the model, with which kernels are chosen.
            VectorModule.load();
        }
        Model begun = from == null ? Models.file(TrainSettings.of(a).model()) : null;
        TrainSettings settings = settings(a, from, begun);
        TrainTask task = task(settings, console);
        GraphSource network = begun == null ? network(settings, task) : begun;
        String weights = a.text("--init");
        if (weights != null) {
            network = Models.initialised(network, Path.of(weights), a.text("--init-except"), settings.seed());
        }
        if (!settings.head().isEmpty()) {
            network = Heads.replace(network, settings.head(), task.head());
        }
        task.check(network);
        return new TrainRun(
                        console,
                        settings,
                        task,
                        network,
                        a.integer("--threads", 0, 1),
                        from,
                        file == null ? a.text("--out") : a.text("--out", folder(file)),
                        a.text("--metrics"),
                        a.has("--picture"))
                .run();
    }

    private static TrainTask task(TrainSettings s, Console console) throws IOException {
        if (DescriptorTask.is(s.data())) {
            return DescriptorTask.open(s);
        }
        return s.perPixel() ? PixelTask.open(s, console) : ImageTask.open(s, console);
    }

    private static @Nullable Path checkpoint(Arguments a) {
        String named = a.text("--resume");
        if (named == null || !named.isEmpty()) {
            return named == null ? null : RunFolder.checkpointOf(Path.of(named));
        }
        String out = a.text("--out");
        if (out != null) {
            return RunFolder.checkpointOf(Path.of(out));
        }
        TrainSettings s = TrainSettings.of(a);
        String name = Data.shortName(s.data()) + "-" + s.modelName();
        Path newest = RunFolder.newest(name);
        if (newest == null) {
            throw new UsageException("--resume: there is no run " + name
                    + " with a checkpoint in the folder runs; name the checkpoint that is meant");
        }
        return RunFolder.checkpointOf(newest);
    }

    private static String folder(Path checkpoint) {
        Path parent = checkpoint.getParent();
        return parent == null ? "." : parent.toString();
    }

    /// The settings; a model from a file says how its data is read where the options do not.
    private static TrainSettings settings(Arguments a, TrainRun.@Nullable Start from, @Nullable Model begun) {
        if (from == null) {
            return TrainSettings.of(begun == null ? a : a.or(DataOptions.words(begun.info(), a)));
        }
        Map<String, String> notes = from.checkpoint().notes();
        if (!notes.containsKey("--model")) {
            throw new CommandException(from.file() + ": the checkpoint was not written by noyau train; go on from it"
                    + " with the program that wrote it");
        }
        TrainSettings s = TrainSettings.of(a.or(notes));
        s.continues(TrainSettings.of(Arguments.of(notes, List.of())));
        return s;
    }

    private static GraphSource network(TrainSettings s, TrainTask task) throws IOException {
        try {
            return Models.find(s.model(), task.input(), task.outputs());
        } catch (ShapeException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }
}
