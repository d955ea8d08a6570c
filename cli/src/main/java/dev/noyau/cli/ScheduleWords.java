package dev.noyau.cli;

import dev.noyau.train.Names;
import dev.noyau.train.Schedule;
import dev.noyau.train.Schedules;
import java.util.List;
import java.util.stream.Stream;

/// How the learning rate changes, as it is named on the command line: a name alone for the usual values, or with
/// numbers behind colons, as `step:10:0.1`. Times are counted in epochs there, in steps by [Schedules].
///
/// How many steps an epoch has is known in training alone, so the schedule is made at its first step, and once.
final class ScheduleWords implements Schedule {
    static final String HELP = "step:EPOCHS:FACTOR, multi-step:FACTOR:EPOCH:.., cosine:FLOOR, restarts:EPOCHS:GROWTH,"
            + " polynomial:POWER, exponential:FACTOR";

    private static final String MULTI_STEP = "multi-step";
    private static final List<String> NAMES =
            Stream.concat(Schedules.names().stream(), Stream.of(MULTI_STEP)).toList();

    private final String words;
    private final int epochs;
    private final double warmUp;
    private Schedule made;
    private long madeFor;

    /// @param words as they were given
    /// @param epochs of the whole training
    /// @param warmUp epochs in which the rate rises before, 0 for none
    /// @throws UsageException for words that mean nothing
    ScheduleWords(String words, int epochs, double warmUp) {
        if (!NAMES.contains(name(words))) {
            throw new UsageException(
                    Names.unknown("schedule", name(words), NAMES).getMessage());
        }
        this.words = words;
        this.epochs = epochs;
        this.warmUp = warmUp;
        try {
            made = made(1);
        } catch (NumberFormatException e) {
            throw new UsageException("--schedule: '" + words + "' needs numbers behind its colons, and whole ones for"
                    + " epochs; known are " + HELP);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--schedule: " + e.getMessage());
        }
    }

    /// The name alone.
    static String name(String words) {
        return words.split(":", 2)[0];
    }

    @Override
    public double rate(double base, long step, long total) {
        long perEpoch = Math.max(1, total / epochs);
        if (perEpoch != madeFor) {
            made = made(perEpoch);
        }
        return made.rate(base, step, total);
    }

    /// As a checkpoint names it.
    @Override
    public String toString() {
        return warmUp > 0 ? words + " after " + Text.plain(warmUp) + " epochs of warm-up" : words;
    }

    private Schedule made(long perEpoch) {
        madeFor = perEpoch;
        Schedule s = steps(words, perEpoch);
        long rise = Math.round(warmUp * perEpoch);
        return rise > 0 ? s.warmUp(rise) : s;
    }

    private static Schedule steps(String words, long perEpoch) {
        String[] p = words.split(":", -1);
        if (p.length == 1 && !p[0].equals(MULTI_STEP)) {
            return Schedules.get(p[0]);
        }
        return switch (p[0]) {
            case "step" -> Schedules.step(epochs(p, 2, 1) * perEpoch, number(p, 2, 2));
            case MULTI_STEP -> multiStep(p, perEpoch);
            case "cosine" -> Schedules.cosine(0, number(p, 1, 1));
            case "restarts" -> Schedules.warmRestarts(epochs(p, 2, 1) * perEpoch, (int) epochs(p, 2, 2), 0);
            case "polynomial" -> Schedules.polynomial(number(p, 1, 1));
            case "exponential" -> Schedules.exponential(Math.pow(number(p, 1, 1), 1.0 / perEpoch));
            default -> throw new IllegalArgumentException("'" + p[0] + "' takes no numbers, found '" + words + "'");
        };
    }

    private static Schedule multiStep(String[] p, long perEpoch) {
        if (p.length < 3) {
            throw new IllegalArgumentException("multi-step takes a factor and epochs, as multi-step:0.1:30:60, found '"
                    + String.join(":", p) + "'");
        }
        long[] at = new long[p.length - 2];
        for (int i = 0; i < at.length; i++) {
            at[i] = epochs(p, p.length - 1, i + 2) * perEpoch;
        }
        return Schedules.multiStep(number(p, p.length - 1, 1), at);
    }

    private static long epochs(String[] p, int numbers, int i) {
        AugmentWords.check(p, numbers);
        return Integer.parseInt(p[i]);
    }

    private static double number(String[] p, int numbers, int i) {
        AugmentWords.check(p, numbers);
        return Double.parseDouble(p[i]);
    }
}
