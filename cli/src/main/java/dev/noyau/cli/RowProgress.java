package dev.noyau.cli;

import dev.noyau.pixels.PixelSink;
import org.jspecify.annotations.Nullable;

/// A bar for an image whose rows are written one after the other, where there is a terminal to draw it on.
final class RowProgress {
    private static final long BETWEEN_NANOS = 100_000_000;

    private final @Nullable ProgressBar bar;
    private final String name;
    private final int height;
    private final long began = System.nanoTime();
    private long drawn = began;
    private int rows;

    RowProgress(Console console, String name, int height) {
        bar = console.errTerminal() ? new ProgressBar(console.err(), console.columns(), console.colour()) : null;
        this.name = name;
        this.height = height;
    }

    /// The same sink, of which each row is counted.
    PixelSink over(PixelSink sink) {
        return (p, at, step) -> {
            sink.row(p, at, step);
            rows++;
            long now = System.nanoTime();
            if (bar != null && now - drawn >= BETWEEN_NANOS) {
                drawn = now;
                double left = (now - began) / 1e9 / rows * (height - rows);
                bar.draw(
                        name,
                        (double) rows / height,
                        Text.grouped(rows) + " of " + Text.grouped(height) + " rows  ETA " + Text.time(left));
            }
        };
    }

    /// Takes the bar away.
    void clear() {
        if (bar != null) {
            bar.clear();
        }
    }
}
