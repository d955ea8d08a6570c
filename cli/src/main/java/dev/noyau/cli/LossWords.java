package dev.noyau.cli;

import dev.noyau.data.ClassFrequencies;
import dev.noyau.data.Dataset;
import dev.noyau.data.PixelDataset;
import dev.noyau.graph.LossFunction;
import dev.noyau.nn.CrossEntropy;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Overlap;
import dev.noyau.train.Names;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// A loss per pixel as it is named on the command line: a sum of words, each with a factor before it and numbers behind
/// colons, as `cross-entropy+0.5*dice` or `focal:2+tversky:0.3:0.7`. Of several labels at once each map of scores is
/// for itself: then `cross-entropy` is the binary one.
final class LossWords {
    static final String HELP = "cross-entropy, dice, focal:GAMMA, tversky:ALPHA:BETA, lovasz";

    private static final List<String> NAMES = List.of("cross-entropy", "dice", "focal", "tversky", "lovasz");
    private static final double FOCAL = 2;
    private static final Pattern PLUS = Pattern.compile("(?<!\\d[eE])\\+");

    private final String text;
    private final boolean several;
    private final boolean ignoring;
    private final float[] weights;
    private boolean weighted;

    private LossWords(String text, boolean several, boolean ignoring, float[] weights) {
        this.text = text;
        this.several = several;
        this.ignoring = ignoring;
        this.weights = weights;
    }

    /// @param data what is learned, whose classes are counted where weights follow from them
    /// @param several whether a pixel may have several labels at once
    /// @param ignoring whether pixels may have no answer
    /// @throws UsageException for a word that means nothing
    static LossFunction parse(PixelSettings s, Dataset data, boolean several, boolean ignoring) {
        LossWords words = new LossWords(s.loss(), several, ignoring, weights(s.classWeights(), data, several));
        LossFunction sum = words.sum();
        if (words.weights.length > 0 && !words.weighted) {
            throw new UsageException(
                    "--class-weights: they count in the cross-entropy, which --loss " + s.loss() + " does not contain");
        }
        return sum;
    }

    private LossFunction sum() {
        LossFunction sum = null;
        for (String word : PLUS.split(text, -1)) {
            LossFunction term;
            try {
                term = term(word.strip());
            } catch (NumberFormatException e) {
                throw new UsageException("--loss: '" + word + "' needs numbers before its * and behind its colons");
            } catch (IllegalArgumentException e) {
                throw new UsageException("--loss: " + e.getMessage());
            }
            sum = sum == null ? term : sum.plus(term);
        }
        return Objects.requireNonNull(sum);
    }

    private LossFunction term(String word) {
        int star = word.indexOf('*');
        LossFunction one = named(word.substring(star + 1).strip().split(":", -1));
        return star < 0 ? one : one.times(Double.parseDouble(word.substring(0, star)));
    }

    private LossFunction named(String[] parts) {
        double[] n = numbers(parts);
        return several ? binary(parts[0], n) : ofClasses(parts[0], n);
    }

    private static LossFunction binary(String name, double[] n) {
        return switch (name) {
            case "cross-entropy" -> Losses.binaryCrossEntropy();
            case "dice" -> Losses.binaryDice();
            case "focal" -> Losses.binaryFocal(n[0]);
            case "tversky" -> Losses.binaryTversky(n[0], n[1]);
            default ->
                throw new IllegalArgumentException(
                        name + " takes one class a pixel, the masks have several labels at once");
        };
    }

    private LossFunction ofClasses(String name, double[] n) {
        return switch (name) {
            case "cross-entropy" -> crossEntropy();
            case "focal" -> ignoring ? Losses.focal(n[0]).ignoring(PixelDataset.IGNORED) : Losses.focal(n[0]);
            case "lovasz" -> ignoring ? Losses.lovaszSoftmax().ignoring(PixelDataset.IGNORED) : Losses.lovaszSoftmax();
            default -> {
                Overlap o = name.equals("dice") ? Losses.dice() : Losses.tversky(n[0], n[1]);
                yield ignoring ? o.ignoring(PixelDataset.IGNORED) : o;
            }
        };
    }

    private LossFunction crossEntropy() {
        weighted = true;
        CrossEntropy l = weights.length == 0
                ? Losses.crossEntropy()
                : Losses.crossEntropy().weights(weights);
        return ignoring ? l.ignoring(PixelDataset.IGNORED) : l;
    }

    /// The numbers behind the colons, as many as the loss takes.
    private static double[] numbers(String[] parts) {
        if (!NAMES.contains(parts[0])) {
            throw Names.unknown("loss", parts[0], NAMES);
        }
        int count = parts[0].equals("focal") ? 1 : parts[0].equals("tversky") ? 2 : 0;
        if (count == 1 && parts.length == 1) {
            return new double[] {FOCAL};
        }
        if (parts.length != count + 1) {
            throw new IllegalArgumentException(
                    "'" + parts[0] + "' takes " + count + " numbers, found '" + String.join(":", parts) + "'");
        }
        double[] n = new double[count];
        for (int i = 0; i < count; i++) {
            n[i] = Double.parseDouble(parts[i + 1]);
        }
        return n;
    }

    private static float[] weights(String word, Dataset data, boolean several) {
        if (word.equals(PixelSettings.WEIGHTS)) {
            return new float[0];
        }
        if (several) {
            throw new UsageException(
                    "--class-weights: they go with one class a pixel, the masks have several labels" + " at once");
        }
        return switch (word) {
            case "balanced" -> ClassFrequencies.of(data).weights();
            case "median" -> ClassFrequencies.of(data).medianWeights();
            default -> given(word, data.classes());
        };
    }

    private static float[] given(String words, int classes) {
        String[] parts = words.split(",", -1);
        float[] w = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                w[i] = Float.parseFloat(parts[i].strip());
            } catch (NumberFormatException e) {
                throw new UsageException("--class-weights: expects none, balanced, median or a number for each class as"
                        + " 1,2.5, found '" + words + "'");
            }
        }
        if (w.length != classes) {
            throw new UsageException("--class-weights: there are " + classes + " classes, found " + w.length
                    + " numbers in '" + words + "'");
        }
        return w;
    }
}
