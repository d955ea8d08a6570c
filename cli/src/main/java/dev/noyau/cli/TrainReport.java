package dev.noyau.cli;

import dev.noyau.train.TrainingResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/// What is said when a training has ended.
///
/// @param more options that a command to go on needs, as ` --threads 2`
record TrainReport(
        Console console, TrainSettings settings, RunFolder folder, Path metrics, MetricsFile lines, String more) {

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
    void finished(TrainingResult result, TrainTask.Outcome test, int threads) throws IOException {
        PrintStream out = console.people();
        test.print(out);
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
                MetricsFile.measured(json, "val", result.validation());
                json.put("epochs", result.epochs()).put("steps", result.steps());
                json.put("train_loss", result.trainLoss());
                test.details(json);
                json.put("model", folder.model().toString());
                json.put("metrics", metrics.toString());
                json.put("checkpoint", folder.checkpoint().toString());
            }));
        }
    }

    private void end(Json json, TrainTask.Outcome test, double wall, double peak, int threads) throws IOException {
        json.put("event", "end");
        test.summary(json);
        json.put("wall_seconds", wall, 3).put("peak_rss_mib", peak, 1);
        json.put("seed", settings.seed()).put("threads", threads);
    }
}
