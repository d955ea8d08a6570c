package dev.noyau.cli;

import dev.noyau.data.PixelDataset;
import dev.noyau.pixels.BoundaryF1;
import dev.noyau.pixels.Components;
import dev.noyau.pixels.ObjectMetric;
import dev.noyau.pixels.ObjectScore;
import dev.noyau.pixels.PixelOverlap;
import dev.noyau.train.Evaluation;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How well the pixels of test images were told, as a table and as JSON.
///
/// @param overlap of each class
/// @param boundary null where a pixel may have several labels at once
/// @param distance pixels up to which a boundary counts as met
/// @param objects null where the masks do not tell objects apart
record PixelScores(
        Evaluation test,
        PixelOverlap overlap,
        @Nullable BoundaryF1 boundary,
        int distance,
        @Nullable ObjectScore objects,
        List<String> labels)
        implements TrainTask.Outcome {
    /// Share of the diagonal within which a boundary counts as met (Csurka et al. 2013).
    private static final double NEAR = 0.0075;

    /// Pixels that an object has at least.
    private static final int LEAST = 8;

    /// Measures a network.
    ///
    /// @param data normalised as the network wants it
    /// @param actual the objects of each image; empty for none
    /// @param more to be measured, too; null for nothing
    static PixelScores measure(
            Trainer trainer, PixelDataset data, List<Components> actual, List<String> labels, @Nullable Metric more) {
        int distance = Math.max(1, (int)
                Math.round(NEAR * Math.hypot(data.shape().dim(1), data.shape().dim(2))));
        List<Metric> metrics = new ArrayList<>(List.of(PixelOverlap.meanIou()));
        Metric boundary = BoundaryF1.within(distance);
        Metric objects = new ObjectMetric(actual, LEAST);
        if (!data.several()) {
            metrics.add(Metrics.confusion());
            metrics.add(boundary);
        }
        if (actual.size() == data.size()) {
            metrics.add(objects);
        }
        if (more != null) {
            metrics.add(more);
        }
        Evaluation e = TrainTask.evaluation(trainer, data, metrics.toArray(Metric[]::new));
        return new PixelScores(
                e,
                (PixelOverlap) Objects.requireNonNull(
                        e.scores().get(PixelOverlap.meanIou().name())),
                e.scores().get(boundary.name()) instanceof BoundaryF1 b ? b : null,
                distance,
                e.scores().get(objects.name()) instanceof ObjectMetric.Counts c ? c.score() : null,
                labels);
    }

    private static double mean(int classes, IntToDoubleFunction value) {
        return IntStream.range(0, classes)
                .mapToDouble(value)
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
    }

    /// Mean over the classes that are there or were predicted.
    double meanDice() {
        return mean(overlap.classes(), overlap::dice);
    }

    private String label(int c) {
        return labels.size() == overlap.classes() ? labels.get(c) : Integer.toString(c);
    }

    @Override
    public void print(PrintStream out) {
        out.println("\ntest pixel accuracy " + Text.percent(overlap.accuracy()) + ", mean IoU "
                + Text.percent(overlap.mean()) + ", mean Dice " + Text.percent(meanDice()) + ", loss "
                + Text.fixed(test.loss(), 4) + ", " + Text.grouped(test.samples()) + " images\n");
        printClasses(out);
        BoundaryF1 b = boundary;
        if (b != null) {
            out.println("boundary F1 within " + distance + " pixels " + Text.percent(b.value()));
        }
        ObjectScore o = objects;
        if (o != null) {
            out.println("objects of at least " + LEAST + " pixels: " + Text.grouped(o.found()) + " found, "
                    + Text.grouped(o.invented()) + " invented, " + Text.grouped(o.missed()) + " missed; AP at IoU 0.5 "
                    + Text.percent(o.precision()) + ", F1 " + Text.percent(o.f1()));
        }
        out.println();
    }

    private void printClasses(PrintStream out) {
        int classes = overlap.classes();
        long all = IntStream.range(0, classes).mapToLong(overlap::actual).sum();
        int wide = IntStream.range(0, classes).map(c -> label(c).length()).max().orElse(0);
        wide = Math.max(wide, "class".length());
        out.println(row("class", wide, "pixels", "IoU", "Dice"));
        for (int c = 0; c < classes; c++) {
            out.println(row(
                    label(c),
                    wide,
                    all == 0 ? "" : Text.percent((double) overlap.actual(c) / all),
                    share(overlap.iou(c)),
                    share(overlap.dice(c))));
        }
        out.println(row("mean", wide, "", share(overlap.mean()), share(meanDice())));
        out.println();
    }

    private static String row(String label, int wide, String pixels, String iou, String dice) {
        return (Text.left(label, wide) + Text.right(pixels, 11) + Text.right(iou, 11) + Text.right(dice, 11));
    }

    private static String share(double v) {
        return Double.isNaN(v) ? "none" : Text.percent(v);
    }

    @Override
    public void summary(Json json) throws IOException {
        json.put("test_accuracy", overlap.accuracy());
        json.put("test_mean_iou", overlap.mean()).put("test_mean_dice", meanDice());
    }

    @Override
    public void details(Json json) throws IOException {
        json.put("test_loss", test.loss());
        classes(json);
    }

    /// What is known of each class, of boundaries and of objects.
    void classes(Json json) throws IOException {
        json.list("classes", list -> {
            for (int c = 0; c < overlap.classes(); c++) {
                int k = c;
                list.addObject(o -> {
                    o.put("class", k).put("label", label(k)).put("pixels", overlap.actual(k));
                    o.put("iou", overlap.iou(k)).put("dice", overlap.dice(k));
                    if (boundary != null) {
                        o.put("boundary_f1", boundary.value(k));
                    }
                });
            }
        });
        BoundaryF1 b = boundary;
        if (b != null) {
            json.put("boundary_f1", b.value()).put("boundary_pixels", distance);
        }
        ObjectScore s = objects;
        if (s != null) {
            json.object(
                    "objects",
                    o -> o.put("found", s.found())
                            .put("invented", s.invented())
                            .put("missed", s.missed())
                            .put("ap50", s.precision())
                            .put("f1", s.f1()));
        }
        if (test.confusion().isPresent()) {
            ConfusionJson.put(json, test.confusion().get());
        }
    }
}
