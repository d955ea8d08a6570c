package dev.noyau.cli;

import dev.noyau.data.Augment;
import dev.noyau.data.Dataset;
import dev.noyau.data.Transform;
import dev.noyau.data.augment.ColourJitter;
import dev.noyau.data.augment.Crop;
import dev.noyau.data.augment.Cutout;
import dev.noyau.data.augment.Elastic;
import dev.noyau.data.augment.PadCrop;
import dev.noyau.data.augment.RandomAffine;
import dev.noyau.data.augment.RandomFlip;
import dev.noyau.data.augment.RandomTurn;
import dev.noyau.train.Names;
import java.util.ArrayList;
import java.util.List;

/// An augmentation as it is named on the command line: words with commas between them, numbers behind colons, as
/// `flip,pad-crop:4,rotate:10`. The last one may be `mixup:ALPHA`, which mixes images that are changed already.
///
/// @param each what is done with each image
/// @param mixup alpha of [Dataset#mixup(double, long)], 0 for none
record AugmentWords(Augment each, double mixup) {
    static final String HELP = "how training images are changed, anew in each epoch: words of flip, flip-vertical,"
            + " pad-crop:N, rotate:DEGREES, affine:DEGREES:SHIFT:LEAST:MOST:SHEAR,"
            + " jitter:BRIGHTNESS:CONTRAST:SATURATION:HUE, cutout:N,"
            + " turn (quarters of a circle), scale:LEAST:MOST, elastic:STRENGTH:GRID, crop:HEIGHT:WIDTH, and at the end"
            + " mixup:ALPHA (each image mixed with another one), as flip,pad-crop:4";

    private static final List<String> NAMES = List.of(
            "flip",
            "flip-vertical",
            "pad-crop",
            "rotate",
            "affine",
            "jitter",
            "cutout",
            "turn",
            "scale",
            "elastic",
            "crop",
            "mixup");

    /// @throws UsageException for a word that means nothing
    static AugmentWords parse(String words, long seed) {
        List<Transform> all = new ArrayList<>();
        double mixup = 0;
        for (String w : words.split(",", -1)) {
            if (mixup > 0) {
                throw new UsageException("--augment: mixup mixes images that are changed already: it comes last and"
                        + " once, found '" + words + "'");
            }
            try {
                String[] parts = w.strip().split(":", -1);
                if (parts[0].equals("mixup")) {
                    mixup = alpha(number(parts, 1, 1));
                } else {
                    all.add(transform(parts));
                }
            } catch (NumberFormatException e) {
                throw new UsageException("--augment: '" + w + "' needs numbers behind its colons");
            } catch (IllegalArgumentException e) {
                throw new UsageException("--augment: " + e.getMessage());
            }
        }
        return new AugmentWords(Augment.of(all.toArray(Transform[]::new)).seed(seed), mixup);
    }

    /// The data as it is learned from.
    Dataset of(Dataset data) {
        Dataset changed = each.transforms().isEmpty() ? data : data.map(each);
        return mixup == 0 ? changed : changed.mixup(mixup, each.seed());
    }

    private static double alpha(double alpha) {
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("mixup's alpha must be positive, as 0.2, found " + alpha);
        }
        return alpha;
    }

    private static Transform transform(String[] parts) {
        return switch (parts[0]) {
            case "flip" -> checked(parts, 0, RandomFlip.horizontal());
            case "flip-vertical" -> checked(parts, 0, RandomFlip.vertical());
            case "pad-crop" -> PadCrop.of(whole(parts, 1, 1));
            case "rotate" -> RandomAffine.rotate(number(parts, 1, 1));
            case "affine" ->
                RandomAffine.rotate(number(parts, 5, 1))
                        .shift(number(parts, 5, 2))
                        .scale(number(parts, 5, 3), number(parts, 5, 4))
                        .shear(number(parts, 5, 5));
            case "jitter" ->
                ColourJitter.of(number(parts, 4, 1), number(parts, 4, 2), number(parts, 4, 3))
                        .hue(number(parts, 4, 4));
            case "cutout" -> Cutout.of(whole(parts, 1, 1));
            case "turn" -> checked(parts, 0, new RandomTurn());
            case "scale" -> RandomAffine.rotate(0).scale(number(parts, 2, 1), number(parts, 2, 2));
            case "elastic" -> Elastic.of(number(parts, 2, 1), whole(parts, 2, 2));
            case "crop" -> Crop.random(whole(parts, 2, 1), whole(parts, 2, 2));
            default -> throw Names.unknown("augmentation", parts[0], NAMES);
        };
    }

    private static Transform checked(String[] parts, int numbers, Transform t) {
        check(parts, numbers);
        return t;
    }

    /// Fails unless a word has so many numbers behind it.
    static void check(String[] parts, int numbers) {
        if (parts.length != numbers + 1) {
            throw new IllegalArgumentException("'" + parts[0] + "' takes " + numbers
                    + (numbers == 1 ? " number" : " numbers") + ", found '" + String.join(":", parts) + "'");
        }
    }

    private static double number(String[] parts, int numbers, int i) {
        check(parts, numbers);
        return Double.parseDouble(parts[i]);
    }

    private static int whole(String[] parts, int numbers, int i) {
        check(parts, numbers);
        return Integer.parseInt(parts[i]);
    }
}
