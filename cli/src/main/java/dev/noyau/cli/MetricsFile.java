package dev.noyau.cli;

import dev.noyau.train.Evaluation;
import dev.noyau.train.Listener;
import dev.noyau.train.Metric;
import dev.noyau.train.TrainingEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes one JSON object a line for each epoch, and one at the end. The file is begun with its first line,
/// each line is written at once.
final class MetricsFile implements Listener, AutoCloseable {
    private static final String EPOCH_LINE = "{\"event\":\"epoch\",\"epoch\":";

    private final Path file;
    private final List<String> kept;
    private @Nullable BufferedWriter out;
    private @Nullable CommandException failure;

    /// @param epochs that were done before: their lines stay, all other lines of an older file go
    MetricsFile(Path file, int epochs) throws IOException {
        this.file = file;
        checkWritable();
        this.kept = epochs == 0 || !Files.isRegularFile(file) ? List.of() : lines(file, epochs);
    }

    private void checkWritable() {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandException(file + ": the metrics cannot be written, its folder does not exist");
        }
        boolean writable = Files.exists(file)
                ? !Files.isDirectory(file) && Files.isWritable(file)
                : folder != null && Files.isWritable(folder);
        if (!writable) {
            throw new CommandException(file + ": the metrics cannot be written, "
                    + (Files.isDirectory(file) ? "it is a folder" : "there is no permission"));
        }
    }

    private static List<String> lines(Path file, int epochs) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(EPOCH_LINE) && epoch(line) <= epochs) {
                kept.add(line);
            }
        }
        return kept;
    }

    private static int epoch(String line) {
        try {
            return Integer.parseInt(line, EPOCH_LINE.length(), line.indexOf(',', EPOCH_LINE.length()), 10);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Integer.MAX_VALUE;
        }
    }

    /// A line that cannot be written ends the training, but not before the checkpoint of that epoch is
    /// on disk.
    @Override
    public void on(TrainingEvent event) {
        if (failure != null) {
            throw failure;
        }
        if (event instanceof TrainingEvent.EpochDone e) {
            writeEpoch(e);
        }
    }

    private void writeEpoch(TrainingEvent.EpochDone e) {
        try {
            write(json -> {
                json.put("event", "epoch").put("epoch", e.epoch()).put("train_loss", e.trainLoss());
                measured(json, "val", e.validation());
                measured(json, "test", e.test());
                json.put("images_per_second", e.samplesPerSecond(), 1).put("seconds", e.seconds(), 3);
            });
        } catch (CommandException x) {
            failure = x;
        }
    }

    /// The loss and what else was measured, as `val_loss`, `val_accuracy` or `val_mean_iou`; nothing for null.
    static void measured(Json json, String what, @Nullable Evaluation e) throws IOException {
        if (e != null) {
            json.put(what + "_loss", e.loss());
            for (Map.Entry<String, Metric.Score> s : e.scores().entrySet()) {
                String name = s.getKey().toLowerCase(Locale.ROOT).replace(' ', '_');
                json.put(what + "_" + name, s.getValue().value());
            }
        }
    }

    /// Writes a line.
    ///
    /// @throws CommandException when it cannot be written
    void write(Json.Body members) {
        try {
            BufferedWriter w = out;
            if (w == null) {
                w = open();
                out = w;
            }
            w.write(Json.object(members));
            w.newLine();
            w.flush();
        } catch (IOException e) {
            throw new CommandException(file + ": the metrics cannot be written, " + Failures.reason(e), e);
        }
    }

    private BufferedWriter open() throws IOException {
        BufferedWriter w = Files.newBufferedWriter(
                file,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        for (String line : kept) {
            w.write(line);
            w.newLine();
        }
        return w;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
