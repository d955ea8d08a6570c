package dev.noyau.train;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// How often samples or pixels of each class (row) were taken for each class (column). Targets that are no class do
/// not count.
public final class ConfusionMatrix implements Metric.Score {
    private long[][] counts = new long[0][0];

    ConfusionMatrix() {}

    @Override
    public void add(float[] output, Shape shape, Targets targets) {
        long[] labels = Metrics.labels("confusion", shape, targets);
        int classes = shape.dim(1);
        if (counts.length == 0) {
            counts = new long[classes][classes];
        }
        int places = Metrics.places(shape);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0 && labels[i] < classes) {
                counts[(int) labels[i]][Metrics.predicted(output, classes, places, i)]++;
            }
        }
    }

    public int classes() {
        return counts.length;
    }

    /// Samples of class `actual` that were taken for `predicted`.
    public long count(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /// Share of the diagonal: the accuracy.
    @Override
    public double value() {
        long all = IntStream.range(0, counts.length).mapToLong(this::row).sum();
        long right =
                IntStream.range(0, counts.length).mapToLong(c -> counts[c][c]).sum();
        return all == 0 ? Double.NaN : (double) right / all;
    }

    /// Share of a class that was recognised.
    public double recall(int c) {
        return row(c) == 0 ? Double.NaN : (double) counts[c][c] / row(c);
    }

    /// Share of those taken for a class that belong to it.
    public double precision(int c) {
        long taken =
                IntStream.range(0, counts.length).mapToLong(a -> counts[a][c]).sum();
        return taken == 0 ? Double.NaN : (double) counts[c][c] / taken;
    }

    private long row(int c) {
        return IntStream.range(0, counts.length).mapToLong(p -> counts[c][p]).sum();
    }

    /// A table with the classes' numbers.
    @Override
    public String toString() {
        return format(List.of());
    }

    /// A table with the classes' names, or their numbers where there are no names; with the share of each class
    /// that was recognised.
    public String format(List<String> labels) {
        int n = counts.length;
        List<String> names = IntStream.range(0, n)
                .mapToObj(c -> labels.size() == n ? labels.get(c) : Integer.toString(c))
                .toList();
        int left = Math.max(6, names.stream().mapToInt(String::length).max().orElse(0));
        int[] width = new int[n];
        StringBuilder s = new StringBuilder("actual".concat(" ".repeat(left - 6))).append(" |");
        for (int p = 0; p < n; p++) {
            int column = p;
            long largest = IntStream.range(0, n)
                    .mapToLong(a -> counts[a][column])
                    .max()
                    .orElse(0);
            width[p] = Math.max(names.get(p).length(), Long.toString(largest).length());
            s.append(' ').append(right(names.get(p), width[p]));
        }
        s.append(" | recognised\n");
        for (int a = 0; a < n; a++) {
            s.append(names.get(a))
                    .append(" ".repeat(left - names.get(a).length()))
                    .append(" |");
            for (int p = 0; p < n; p++) {
                s.append(' ').append(right(counts[a][p] == 0 ? "·" : Long.toString(counts[a][p]), width[p]));
            }
            s.append(row(a) == 0 ? " |         ·\n" : String.format(Locale.ROOT, " | %9.2f %%\n", 100 * recall(a)));
        }
        return s.toString();
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
