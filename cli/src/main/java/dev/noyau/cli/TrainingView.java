package dev.noyau.cli;

import dev.noyau.train.Evaluation;
import dev.noyau.train.Listener;
import dev.noyau.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/// Shows a training: a line for each epoch, and while it runs a bar where there is a terminal to draw it
/// on.
final class TrainingView implements Listener {
    private final Console console;
    private final @Nullable ProgressBar bar;
    private TrainingEvent.@Nullable Started started;

    TrainingView(Console console) {
        this.console = console;
        bar = console.errTerminal() ? new ProgressBar(console.err(), console.columns(), console.colour()) : null;
    }

    @Override
    public void on(TrainingEvent event) {
        switch (event) {
            case TrainingEvent.Started s -> begin(s);
            case TrainingEvent.StepDone s -> step(s);
            case TrainingEvent.EpochDone e -> print(epoch(e));
            case TrainingEvent.CheckpointWritten c -> detail(c.file() + ": checkpoint of step " + c.step());
            case TrainingEvent.NonFinite n -> clear();
            case TrainingEvent.Ended e -> clear();
        }
    }

    private void begin(TrainingEvent.Started s) {
        started = s;
        print("training on " + Text.grouped(s.samples()) + " images, batch " + s.batch() + ", seed " + s.seed() + ", "
                + s.backend() + (s.step() == 0 ? "" : ", from step " + Text.grouped(s.step()) + " on"));
    }

    private void step(TrainingEvent.StepDone s) {
        TrainingEvent.Started all = started;
        if (bar == null || all == null) {
            return;
        }
        double left = (all.totalSteps() - s.step()) * (double) all.batch() / s.samplesPerSecond();
        bar.draw(
                "epoch " + s.epoch() + "/" + all.epochs(),
                (double) s.stepInEpoch() / s.stepsPerEpoch(),
                Text.right(Text.grouped(Math.round(s.samplesPerSecond())), 6) + " images/s  loss "
                        + Text.fixed(s.meanLoss(), 4) + "  ETA " + Text.time(left));
    }

    private static String epoch(TrainingEvent.EpochDone e) {
        return "epoch "
                + Text.right(
                        Integer.toString(e.epoch()),
                        Integer.toString(e.epochs()).length()) + "/"
                + e.epochs() + "  loss " + Text.fixed(e.trainLoss(), 4) + measured("val", e.validation())
                + measured("test", e.test()) + "  " + Text.right(Text.grouped(Math.round(e.samplesPerSecond())), 6)
                + " images/s  " + Text.time(e.seconds());
    }

    private static String measured(String what, @Nullable Evaluation e) {
        if (e == null) {
            return "";
        }
        StringBuilder s = new StringBuilder("  " + what + " loss " + Text.fixed(e.loss(), 4));
        e.scores()
                .forEach((name, score) -> s.append(" ").append(name).append(" ").append(Text.percent(score.value())));
        return s.toString();
    }

    private void print(String line) {
        clear();
        console.people().println(line);
    }

    private void detail(String line) {
        if (console.verbose()) {
            clear();
            console.detail(line);
        }
    }

    /// Takes the bar away.
    void clear() {
        if (bar != null) {
            bar.clear();
        }
    }
}
