package dev.noyau.train;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Ready-made listeners.
public final class Listeners {
    private Listeners() {}

    /// One plain line an epoch on standard output.
    public static Listener console() {
        return lines(System.out);
    }

    /// One plain line an epoch.
    public static Listener lines(PrintStream out) {
        return e -> {
            String line = line(e);
            if (line != null) {
                out.println(line);
            }
        };
    }

    private static @Nullable String line(TrainingEvent event) {
        return switch (event) {
            case TrainingEvent.Started s ->
                String.format(
                        Locale.ROOT,
                        "training %s: %,d parameters, %,d samples, batch %d, seed %d, %s",
                        s.network(),
                        s.parameters(),
                        s.samples(),
                        s.batch(),
                        s.seed(),
                        s.backend());
            case TrainingEvent.StepDone s -> null;
            case TrainingEvent.EpochDone e ->
                String.format(
                        Locale.ROOT,
                        "epoch %d/%d: train loss %.4f%s%s, %,.0f samples/s, %.1f s",
                        e.epoch(),
                        e.epochs(),
                        e.trainLoss(),
                        measured("validation", e.validation()),
                        measured("test", e.test()),
                        e.samplesPerSecond(),
                        e.seconds());
            case TrainingEvent.CheckpointWritten c -> null;
            case TrainingEvent.NonFinite n -> n.message();
            case TrainingEvent.Ended e ->
                String.format(
                        Locale.ROOT,
                        "%s after %,d steps in %.1f s",
                        switch (e.result().reason()) {
                            case COMPLETED -> "done";
                            case EARLY_STOPPING -> "stopped early";
                            case REQUESTED -> "stopped as asked";
                        },
                        e.result().steps(),
                        e.result().seconds());
        };
    }

    private static String measured(String what, @Nullable Evaluation e) {
        if (e == null) {
            return "";
        }
        String loss = String.format(Locale.ROOT, ", %s loss %.4f", what, e.loss());
        return e.scores().containsKey("accuracy")
                ? loss + String.format(Locale.ROOT, " accuracy %.2f %%", 100 * e.accuracy())
                : loss;
    }
}
