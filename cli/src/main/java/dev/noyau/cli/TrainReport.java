package dev.noyau.cli;

import dev.noyau.train.ConfusionMatrix;
import dev.noyau.train.Evaluation;
import dev.noyau.train.TrainingResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is said when a training has ended.
///
/// @param more options that a command to go on needs, as ` --threads 2`
record TrainReport(
        Console console,
        TrainSettings settings,
        Data data,
        RunFolder folder,
        Path metrics,
        MetricsFile lines,
        String more) {

    /// The training was interrupted.
    ///
    /// @return the exit code
    int interrupted(TrainingResult result) throws IOException {
        Path checkpoint = result.checkpoint();
        if (checkpoint == null) {
            console.say("stopped before the first step; nothing was written");
            return Main.INTERRUPTED;
        }
        String command = resumeCommand(checkpoint);
        lines.write(json -> json.put("event", "interrupted").put("step", result.steps()));
        console.say("stopped after step " + Text.grouped(result.steps()) + ", the checkpoint is " + checkpoint);
        console.say("go on with: " + command);
        if (console.json()) {
            console.out()
                    .println(Json.object(json -> json.put("event", "interrupted")
                            .put("step", result.steps())
                            .put("checkpoint", checkpoint.toString())
                            .put("resume", command)));
        }
        return Main.INTERRUPTED;
    }

    /// The command that goes on from a checkpoint.
    String resumeCommand(Path checkpoint) {
        return resumeCommand(checkpoint, more);
    }

    String resumeCommand(Path checkpoint, String options) {
        Path named = checkpoint.equals(folder.checkpoint()) ? folder.path() : checkpoint;
        return ProcessFacts.command() + " train --resume " + Text.quoted(named.toString()) + options;
    }

    /// All epochs are done.
    ///
    /// @param answers to draw, null for no picture
    void finished(TrainingResult result, Evaluation test, int threads, @Nullable Answers answers) throws IOException {
        ConfusionMatrix confusion = test.confusion().orElseThrow();
        PrintStream out = console.people();
        out.println("\ntest accuracy " + Text.percent(test.accuracy()) + ", loss " + Text.fixed(test.loss(), 4) + ", "
                + Text.grouped(test.samples()) + " images\n");
        out.println(confusion.format(data.test().labels()));
        if (answers != null) {
            boolean colour = console.peopleTerminal() && console.colour();
            new TestPicture(data.test(), answers, colour, console.columns())
                    .lines()
                    .forEach(out::println);
            out.println();
        }
        double wall = ProcessFacts.wallSeconds();
        double peak = ProcessFacts.peakMib();
        lines.write(json -> end(json, test, wall, peak, threads));
        out.println("total " + Text.time(wall) + ", peak memory " + Text.fixed(peak, 0) + " MiB\n");
        out.println("model       " + folder.model());
        out.println("metrics     " + metrics);
        out.println("checkpoint  " + folder.checkpoint());
        if (console.json()) {
            console.out().println(Json.object(json -> {
                end(json, test, wall, peak, threads);
                json.put("test_loss", test.loss());
                if (result.validation() != null) {
                    json.put("val_loss", result.validation().loss());
                    json.put("val_accuracy", result.validation().accuracy());
                }
                json.put("epochs", result.epochs()).put("steps", result.steps());
                json.put("train_loss", result.trainLoss());
                ConfusionJson.put(json, confusion);
                json.put("model", folder.model().toString());
                json.put("metrics", metrics.toString());
                json.put("checkpoint", folder.checkpoint().toString());
            }));
        }
    }

    private void end(Json json, Evaluation test, double wall, double peak, int threads) throws IOException {
        json.put("event", "end").put("test_accuracy", test.accuracy());
        json.put("wall_seconds", wall, 3).put("peak_rss_mib", peak, 1);
        json.put("seed", settings.seed()).put("threads", threads);
    }
}
