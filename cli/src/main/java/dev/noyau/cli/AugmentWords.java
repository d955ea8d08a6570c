package dev.noyau.cli;

import dev.noyau.data.Augment;
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
/// `flip,pad-crop:4,rotate:10`.
final class AugmentWords {
    static final String HELP = "how training images are changed, anew in each epoch: words of flip, flip-vertical,"
            + " pad-crop:N, rotate:DEGREES, affine:DEGREES:SHIFT:LEAST:MOST:SHEAR,"
            + " jitter:BRIGHTNESS:CONTRAST:SATURATION:HUE, cutout:N,"
            + " turn (quarters of a circle), scale:LEAST:MOST, elastic:STRENGTH:GRID, crop:HEIGHT:WIDTH, as flip,pad-crop:4";

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
            "crop");

    private AugmentWords() {}

    /// @throws UsageException for a word that means nothing
    static Augment parse(String words, long seed) {
        List<Transform> all = new ArrayList<>();
        for (String w : words.split(",", -1)) {
            try {
                all.add(transform(w.strip()));
            } catch (NumberFormatException e) {
                throw new UsageException("--augment: '" + w + "' needs numbers behind its colons");
            } catch (IllegalArgumentException e) {
                throw new UsageException("--augment: " + e.getMessage());
            }
        }
        return Augment.of(all.toArray(Transform[]::new)).seed(seed);
    }

    private static Transform transform(String word) {
        String[] parts = word.split(":", -1);
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
        if (parts.length != numbers + 1) {
            throw new IllegalArgumentException(
                    "'" + parts[0] + "' takes " + numbers + " numbers, found '" + String.join(":", parts) + "'");
        }
        return t;
    }

    private static double number(String[] parts, int numbers, int i) {
        checked(parts, numbers, RandomFlip.horizontal());
        return Double.parseDouble(parts[i]);
    }

    private static int whole(String[] parts, int numbers, int i) {
        checked(parts, numbers, RandomFlip.horizontal());
        return Integer.parseInt(parts[i]);
    }
}
