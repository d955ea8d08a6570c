package dev.noyau.cli;

import dev.noyau.train.FitOption;
import dev.noyau.train.FitOptions;
import dev.noyau.train.Names;
import dev.noyau.train.Optimizer;
import dev.noyau.train.Optimizers;
import dev.noyau.train.ParameterGroup;
import dev.noyau.train.Schedules;
import dev.noyau.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/// How the parameters follow their gradient.
///
/// @param schedule as [ScheduleWords] reads it
/// @param warmUp epochs in which the rate rises before the schedule begins
/// @param plateau `FACTOR:EPOCHS` by which the rate is lowered where the loss stands still, empty for never
/// @param weightDecay of the optimizer, negative for its usual one; biases and norms have none where it is given
/// @param groups parameters with a rate of their own, as `PATTERN=RATE:DECAY` with commas between them
/// @param clipNorm largest norm of the gradient, 0 for any
/// @param clipValue largest value of the gradient, 0 for any
/// @param averaging share of the averaged weights that a step keeps, 0 for no averages
record UpdateSettings(
        String optimizer,
        double rate,
        String schedule,
        double warmUp,
        String plateau,
        double weightDecay,
        String groups,
        double clipNorm,
        double clipValue,
        double averaging) {
    static final String OPTIMIZER = "adamw";
    static final String SCHEDULE = "one-cycle";

    /// Adds the options that [#of(Arguments, double)] understands.
    static Options describe(Options o) {
        return o.option(
                        "--optimizer",
                        "NAME",
                        "one of " + String.join(", ", Optimizers.names()) + " (default: " + OPTIMIZER + ")")
                .option(
                        "--lr",
                        "RATE",
                        "learning rate, at its highest (default: 0.02 for adam and adamw, 0.2 for the others; with a"
                                + " constant or step schedule 0.001 and 0.05; for an answer for each pixel a tenth, for photos: a fifth)")
                .option(
                        "--schedule",
                        "NAME",
                        "how the rate changes: one of " + String.join(", ", Schedules.names())
                                + "; or with numbers, times in epochs: " + ScheduleWords.HELP + " (default: "
                                + SCHEDULE + ")")
                .option("--warmup", "EPOCHS", "in which the rate rises from 0 before the schedule begins (default: 0)")
                .option(
                        "--plateau",
                        "FACTOR:EPOCHS",
                        "by which the rate is lowered when the loss has not fallen for more than so many epochs, as"
                                + " 0.1:5; that of the images set aside where there are some")
                .option(
                        "--weight-decay",
                        "SHARE",
                        "of the optimizer; biases and norms have none then (default: the optimizer's usual one,"
                                + " for all)")
                .option(
                        "--group",
                        "PATTERN=RATE[:DECAY],..",
                        "parameters with so many times the learning rate, and with a weight decay of their own:"
                                + " 'fc=10,*.bias=1:0'; of several that name a parameter the first counts")
                .option("--clip-norm", "NORM", "scales the gradient down where its norm is larger")
                .option("--clip-value", "VALUE", "limits each value of the gradient to [-VALUE, VALUE]")
                .option(
                        "--ema",
                        "SHARE",
                        "keeps an exponential moving average of the weights, of which a step keeps this share, as"
                                + " 0.999; it is what is measured at the end and saved");
    }

    /// @param share of the usual rate that what is learned wants
    /// @throws UsageException for an unknown name and for words that mean nothing
    static UpdateSettings of(Arguments a, double share) {
        String optimizer = a.text("--optimizer", OPTIMIZER);
        if (!Optimizers.names().contains(optimizer)) {
            throw new UsageException(
                    Names.unknown("optimizer", optimizer, Optimizers.names()).getMessage());
        }
        String schedule = a.text("--schedule", SCHEDULE);
        double usual = usualRate(optimizer, ScheduleWords.name(schedule)) * share;
        UpdateSettings s = new UpdateSettings(
                optimizer,
                a.number("--lr", usual, 0, Double.POSITIVE_INFINITY),
                schedule,
                a.number("--warmup", 0, 0, Double.POSITIVE_INFINITY),
                a.text("--plateau", ""),
                a.number("--weight-decay", -1, 0, Double.POSITIVE_INFINITY),
                a.text("--group", ""),
                a.number("--clip-norm", 0, 0, Double.POSITIVE_INFINITY),
                a.number("--clip-value", 0, 0, Double.POSITIVE_INFINITY),
                a.number("--ema", 0, 0, 1));
        new ScheduleWords(schedule, 1, s.warmUp);
        s.parameterGroups();
        s.onPlateau();
        return s;
    }

    /// What usually works; a schedule that rises and falls again takes a higher peak.
    private static double usualRate(String optimizer, String schedule) {
        boolean falls = schedule.equals("one-cycle") || schedule.equals("cosine");
        return optimizer.startsWith("adam") ? (falls ? 2e-2 : 1e-3) : (falls ? 0.2 : 0.05);
    }

    Optimizer newOptimizer() {
        Optimizer usual = Optimizers.get(optimizer, rate);
        return weightDecay < 0 ? usual : usual.withWeightDecay(weightDecay);
    }

    /// A training with these settings.
    ///
    /// @param epochs that it takes
    Training applied(Training begun, int epochs) {
        Training t = begun.optimizer(newOptimizer()).schedule(new ScheduleWords(schedule, epochs, warmUp));
        t = weightDecay < 0 ? t : t.decayWeightsOnly();
        for (ParameterGroup g : parameterGroups()) {
            t = t.group(g);
        }
        return t.clipNorm(clipNorm).clipValue(clipValue).averaging(averaging);
    }

    /// What a run does on a plateau: nothing, or one option.
    List<FitOption> onPlateau() {
        if (plateau.isEmpty()) {
            return List.of();
        }
        String[] p = plateau.split(":", -1);
        try {
            if (p.length == 2) {
                return List.of(FitOptions.reduceOnPlateau(Double.parseDouble(p[0]), Integer.parseInt(p[1])));
            }
        } catch (NumberFormatException e) {
            // said below
        } catch (IllegalArgumentException e) {
            throw new UsageException("--plateau: " + e.getMessage());
        }
        throw new UsageException(
                "--plateau: expects a factor and a whole number of epochs, as 0.1:5, found '" + plateau + "'");
    }

    private List<ParameterGroup> parameterGroups() {
        List<ParameterGroup> all = new ArrayList<>();
        for (String word : groups.isEmpty() ? new String[0] : groups.split(",", -1)) {
            try {
                all.add(group(word.strip()));
            } catch (NumberFormatException e) {
                throw new UsageException("--group: expects PATTERN=RATE or PATTERN=RATE:DECAY, as fc=10 or *.bias=1:0,"
                        + " found '" + word + "'");
            } catch (IllegalArgumentException e) {
                throw new UsageException("--group: " + e.getMessage());
            }
        }
        return all;
    }

    private static ParameterGroup group(String word) {
        int equals = word.indexOf('=');
        String[] numbers = word.substring(equals + 1).split(":", -1);
        if (equals < 0 || numbers.length > 2) {
            throw new NumberFormatException();
        }
        ParameterGroup g = ParameterGroup.of(word.substring(0, equals)).rate(Double.parseDouble(numbers[0]));
        return numbers.length == 1 ? g : g.weightDecay(Double.parseDouble(numbers[1]));
    }

    /// By option, as a command line would say it.
    void words(SequencedMap<String, String> w) {
        w.put("--optimizer", optimizer);
        w.put("--lr", Double.toString(rate));
        w.put("--schedule", schedule);
        w.put("--warmup", Double.toString(warmUp));
        w.put("--plateau", plateau);
        if (weightDecay >= 0) {
            w.put("--weight-decay", Double.toString(weightDecay));
        }
        w.put("--group", groups);
        w.put("--clip-norm", Double.toString(clipNorm));
        w.put("--clip-value", Double.toString(clipValue));
        w.put("--ema", Double.toString(averaging));
    }
}
