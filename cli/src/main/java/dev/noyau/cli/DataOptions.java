package dev.noyau.cli;

import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// How data is read, beside its name.
///
/// @param size that images get, empty for their own; in folders and lists that of the first one
/// @param length samples of a recording
/// @param testSplit share of data that is not divided which is set aside to measure with
/// @param mean of each channel in [0, 1], empty for none
/// @param std of each channel, empty for none
record DataOptions(String size, int length, double testSplit, String mean, String std) {
    static final int LENGTH = 8000;
    static final double TEST_SPLIT = 0.2;

    /// Adds the options that [#of(Arguments)] understands.
    static Options describe(Options o) {
        return normalisation(o.option(
                                "--size",
                                "CxHxW",
                                "size that images get, C is 1 for grey and 3 for colour (default: their own, for folder: and"
                                        + " csv: that of the first one)")
                        .option("--length", "N", "samples that recordings of wav: get (default: " + LENGTH + ")"))
                .option(
                        "--test-split",
                        "SHARE",
                        "share to set aside and measure with, drawn with --seed, of data that is not divided"
                                + " (default: " + TEST_SPLIT + "; of seg: it is every fifth image)");
    }

    /// Adds the options for mean and standard deviation.
    static Options normalisation(Options o) {
        return o.option(
                        "--mean",
                        "M,..",
                        "of each channel, subtracted after values were scaled to [0, 1], as 0.485,0.456,0.406 (default:"
                                + " what the model says, else none)")
                .option("--std", "S,..", "of each channel, divided by after that");
    }

    static DataOptions of(Arguments a) {
        DataOptions o = new DataOptions(
                a.text("--size", ""),
                a.integer("--length", LENGTH, 1),
                a.number("--test-split", TEST_SPLIT, 0, 1),
                a.text("--mean", ""),
                a.text("--std", ""));
        if (!o.size.isEmpty()) {
            o.shape();
        }
        if (numbers("--mean", o.mean).size() != numbers("--std", o.std).size()) {
            throw new UsageException("--mean and --std belong together, a number for each channel; found '" + o.mean
                    + "' and '" + o.std + "'");
        }
        if (o.stds().stream().anyMatch(s -> s <= 0)) {
            throw new UsageException("--std: is divided by, each number must be above 0, found '" + o.std + "'");
        }
        return o;
    }

    /// How a model takes its data, as the options would say it: the size that images and recordings get, and the
    /// numbers that it was trained with. An option that is given goes before.
    static Map<String, String> words(ModelInfo info, Arguments a) {
        Map<String, String> w = new HashMap<>();
        Shape input = info.input();
        if (input.rank() == 3) {
            w.put("--size", input.pretty());
        }
        if (input.rank() > 0) {
            w.put("--length", Integer.toString(input.dim(input.rank() - 1)));
        }
        if (!a.has("--mean") && !a.has("--std")) {
            w.put("--mean", joined(info.mean()));
            w.put("--std", joined(info.std()));
        }
        return w;
    }

    private static String joined(List<Float> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /// The size as a shape.
    Shape shape() {
        return Subject.shape("--size", size);
    }

    List<Float> means() {
        return numbers("--mean", mean);
    }

    List<Float> stds() {
        return numbers("--std", std);
    }

    void words(SequencedMap<String, String> w) {
        w.put("--size", size);
        w.put("--length", Integer.toString(length));
        w.put("--test-split", Double.toString(testSplit));
        w.put("--mean", mean);
        w.put("--std", std);
    }

    private static List<Float> numbers(String option, String text) {
        List<Float> all = new ArrayList<>();
        for (String t : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            all.add(number(option, t.strip(), text));
        }
        return all;
    }

    private static float number(String option, String t, String text) {
        try {
            float x = Float.parseFloat(t);
            if (Float.isFinite(x)) {
                return x;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException(
                option + ": expects a number for each channel, as 0.485,0.456,0.406, found '" + text + "'");
    }
}
