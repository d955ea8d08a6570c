package dev.noyau.cli;

import dev.noyau.train.Names;
import dev.noyau.zoo.Zoo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// All that decides what a training learns. Checkpoints carry it, so that `--resume` needs no other option.
///
/// @param limit images to train on, the first ones; 0 for all
/// @param update how the parameters follow their gradient
/// @param reading how the data is read
/// @param pixel how an answer for each pixel is learned
/// @param augment how training images are changed, see [AugmentWords]; empty for not at all
/// @param head path of the layer whose place a fresh one takes, empty for none
/// @param smoothing share of each target that is spread over all classes
/// @param freeze paths of parameters that stay as they are, with commas between them; empty for none
record TrainSettings(
        String data,
        String model,
        int epochs,
        int batch,
        UpdateSettings update,
        long seed,
        double valSplit,
        int limit,
        DataOptions reading,
        PixelSettings pixel,
        String augment,
        String freeze,
        String head,
        double smoothing) {
    static final int EPOCHS = 5;
    static final int BATCH = 128;
    static final int PIXEL_BATCH = 8;

    /// Of the usual rate: networks for pixels are deep.
    private static final double PIXEL_RATE = 0.1;

    static final long SEED = 1;

    /// From a command line, and from what a checkpoint remembers where the command line is silent.
    static TrainSettings of(Arguments a) {
        String data = data(a);
        boolean perPixel = PixelData.is(data);
        boolean photos = DescriptorTask.is(data);
        return new TrainSettings(
                data,
                model(a, photos ? "descriptor" : perPixel ? "unet" : "course-cnn"),
                a.integer("--epochs", EPOCHS, 1),
                a.integer("--batch", photos ? DescriptorTask.BATCH : perPixel ? PIXEL_BATCH : BATCH, 1),
                UpdateSettings.of(a, photos ? DescriptorTask.RATE : perPixel ? PIXEL_RATE : 1),
                a.wide("--seed", SEED),
                a.number("--val-split", 0, 0, 1),
                a.integer("--limit", 0, 0),
                DataOptions.of(a),
                PixelSettings.of(a, data, perPixel),
                augment(a.text("--augment", "")),
                a.text("--freeze", ""),
                a.text("--head", ""),
                smoothing(a, perPixel));
    }

    private static String data(Arguments a) {
        List<String> named = a.positionals();
        String option = a.text("--data");
        if (named.isEmpty()) {
            return option == null ? "mnist" : option;
        }
        if (a.has("--data") && option != null && !option.equals(named.getFirst())) {
            throw new UsageException("train on '" + named.getFirst() + "' or on '" + option + "'? Name the data once");
        }
        return named.getFirst();
    }

    /// The words, known to mean something before any data is read.
    private static String augment(String words) {
        if (!words.isEmpty()) {
            AugmentWords.parse(words, SEED);
        }
        return words;
    }

    /// Alpha with which training images are mixed, 0 where they are not.
    double mixup() {
        return augment.isEmpty() ? 0 : AugmentWords.parse(augment, seed).mixup();
    }

    private static double smoothing(Arguments a, boolean perPixel) {
        if (perPixel && a.has("--label-smoothing")) {
            throw new UsageException("--label-smoothing: goes with a class for each image; with an answer for each"
                    + " pixel --loss says what is learned");
        }
        return a.number("--label-smoothing", 0, 0, 1);
    }

    /// Whether there is an answer for each pixel, not one for each image.
    boolean perPixel() {
        return PixelData.is(data);
    }

    private static String model(Arguments a, String otherwise) {
        String name = a.text("--model", otherwise);
        String skips = a.text("--skips");
        if (skips != null) {
            if (!skips.equals("none") || !name.startsWith("unet") || name.equals("unet-small")) {
                throw new UsageException("--skips: is none, and goes with --model unet; found --skips " + skips
                        + " and --model " + name);
            }
            name = "unet-no-skips";
        }
        if (!Models.isFile(name) && !Zoo.names().contains(name)) {
            throw new UsageException(Names.unknown("model", name, Zoo.names()).getMessage());
        }
        return name;
    }

    /// The model in the names of folders: for a file its name without the ending.
    String modelName() {
        Path file = Path.of(model).getFileName();
        return Models.isFile(model) ? String.valueOf(file).replaceAll("\\.[^.]*$", "") : model;
    }

    /// By option, as a command line would say it.
    SequencedMap<String, String> words() {
        SequencedMap<String, String> w = new LinkedHashMap<>();
        w.put("--data", data);
        w.put("--model", model);
        w.put("--epochs", Integer.toString(epochs));
        w.put("--batch", Integer.toString(batch));
        update.words(w);
        w.put("--seed", Long.toString(seed));
        w.put("--val-split", Double.toString(valSplit));
        w.put("--limit", Integer.toString(limit));
        reading.words(w);
        if (perPixel()) {
            pixel.words(w);
        }
        w.put("--augment", augment);
        w.put("--freeze", freeze);
        w.put("--head", head);
        if (!perPixel()) {
            w.put("--label-smoothing", Double.toString(smoothing));
        }
        return w;
    }

    /// Fails where a training would go on otherwise than it began; only the number of epochs may
    /// change.
    ///
    /// @param begun the settings that it began with
    /// @throws UsageException naming the option
    void continues(TrainSettings begun) {
        Map<String, String> was = begun.words();
        words().forEach((option, value) -> {
            if (!option.equals("--epochs") && !value.equals(was.get(option))) {
                String begunWith = was.get(option);
                throw new UsageException(option + " " + value + ": the training began "
                        + (begunWith == null ? "without it" : "with " + begunWith)
                        + "; leave the option out to go on with it, or --resume to begin a new one");
            }
        });
    }
}
