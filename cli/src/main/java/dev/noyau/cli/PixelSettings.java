package dev.noyau.cli;

import java.util.List;
import java.util.SequencedMap;

/// What decides how an answer for each pixel is learned, beside what holds for all trainings.
///
/// @param loss as [LossWords] reads it
/// @param classWeights as [LossWords] reads them
/// @param ignore value of a mask that does not count; -1 for none
/// @param table file that says which value or colour is which class, empty for the folder's own
/// @param skipBad whether files that cannot be read are left out
record PixelSettings(String loss, String classWeights, int ignore, String table, boolean skipBad) {
    static final String LOSS = "cross-entropy";
    static final String WEIGHTS = "none";

    private static final int HIGHEST = 65_535;

    /// Options that need an answer for each pixel.
    private static final List<String> OWN =
            List.of("--loss", "--class-weights", "--skips", "--ignore", "--classes", "--skip-bad");

    /// Adds the options of a training.
    static Options describeTraining(Options o) {
        return describeReading(o.option(
                        "--loss",
                        "SUM",
                        "of seg: and canvases, a sum of " + LossWords.HELP + ", as cross-entropy+0.5*dice (default: "
                                + LOSS + ")")
                .option(
                        "--class-weights",
                        "WORD",
                        "what pixels of each class count in the cross-entropy: none, balanced (1/ln(1.02 + share)),"
                                + " median (frequency), or a number for each class as 1,2.5 (default: " + WEIGHTS + ")")
                .option("--skips", "none", "a unet without skip connections; the same as --model unet-no-skips"));
    }

    /// Adds the options that say how masks are read.
    static Options describeReading(Options o) {
        return o.option("--ignore", "N", "value in masks of seg: that does not count, beside 255")
                .option(
                        "--classes",
                        "FILE",
                        "names, values or colours of the classes of seg:, a line a class as 'road #804080' or 'car 8'"
                                + " (default: classes.txt in the folder)")
                .flag("--skip-bad", "leave out files of seg: that cannot be read, and name them");
    }

    /// @param perPixel whether the data has an answer for each pixel
    /// @throws UsageException for an option that needs it where it has not
    static PixelSettings of(Arguments a, String data, boolean perPixel) {
        for (String option : OWN) {
            if (!perPixel && a.has(option)) {
                throw new UsageException(option + ": goes with data that has an answer for each pixel, as seg:DIR;"
                        + " found the data " + data);
            }
        }
        if (perPixel && a.number("--test-split", DataOptions.TEST_SPLIT, 0, 1) != DataOptions.TEST_SPLIT) {
            throw new UsageException("--test-split: of data with an answer for each pixel every fifth image is for"
                    + " measuring, or what lies in the folders val and test; leave the option out");
        }
        int ignore = a.integer("--ignore", -1, -1);
        if (ignore > HIGHEST) {
            throw new UsageException("--ignore: expects a value of a mask, 0 to " + HIGHEST + ", found " + ignore);
        }
        String skip = a.text("--skip-bad");
        return new PixelSettings(
                a.text("--loss", LOSS),
                a.text("--class-weights", WEIGHTS),
                ignore,
                a.text("--classes", ""),
                skip != null && !skip.equals("no"));
    }

    void words(SequencedMap<String, String> w) {
        w.put("--loss", loss);
        w.put("--class-weights", classWeights);
        w.put("--ignore", Integer.toString(ignore));
        w.put("--classes", table);
        w.put("--skip-bad", skipBad ? "yes" : "no");
    }
}
