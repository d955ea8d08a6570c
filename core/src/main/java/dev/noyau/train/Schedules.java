package dev.noyau.train;

import java.util.List;

/// The learning-rate schedules.
public final class Schedules {
    private static final List<String> NAMES = List.of("constant", "step", "cosine", "one-cycle");

    private Schedules() {}

    /// The optimizer's learning rate throughout.
    public static Schedule constant() {
        return new Constant();
    }

    /// Multiplies the rate by `factor` after every `every` steps (PyTorch's `StepLR`, counted in steps of
    /// training).
    public static Schedule step(long every, double factor) {
        return new Step(every, factor);
    }

    /// Half a cosine wave from the optimizer's rate to `floor` times it, after a linear warm-up from zero
    /// (Loshchilov and Hutter 2017).
    ///
    /// @param warmup share of all steps in [0, 1)
    /// @param floor share of the rate that remains at the end
    public static Schedule cosine(double warmup, double floor) {
        return new Cosine(warmup, floor);
    }

    /// Half a cosine wave up from 1/25 of the optimizer's rate in the first 30 % of the steps, then down to
    /// 1/10000 of where it began: PyTorch's `OneCycleLR` with its default values, and the optimizer's rate as
    /// its `max_lr`. The momentum stays as it is (Smith and Topin 2018).
    public static Schedule oneCycle() {
        return new OneCycle(0.3, 25, 1e4);
    }

    public static List<String> names() {
        return NAMES;
    }

    /// A schedule by name with the usual values: `step` takes a tenth after each third of the training,
    /// `cosine` warms up for 5 %.
    ///
    /// @throws IllegalArgumentException for an unknown name, with the nearest one
    public static Schedule get(String name) {
        return switch (name) {
            case "constant" -> constant();
            case "step" -> new Thirds();
            case "cosine" -> cosine(0.05, 0);
            case "one-cycle" -> oneCycle();
            default -> throw Names.unknown("schedule", name, NAMES);
        };
    }

    private record Constant() implements Schedule {
        @Override
        public double rate(double base, long step, long total) {
            return base;
        }
    }

    private record Step(long every, double factor) implements Schedule {
        Step {
            Checks.positive("steps between two changes of the learning rate", every);
        }

        @Override
        public double rate(double base, long step, long total) {
            return base * Math.pow(factor, step / every);
        }
    }

    private record Thirds() implements Schedule {
        @Override
        public double rate(double base, long step, long total) {
            return base * Math.pow(0.1, 3 * step / Math.max(1, total));
        }
    }

    private record Cosine(double warmup, double floor) implements Schedule {
        Cosine {
            if (!(warmup >= 0 && warmup < 1) || !(floor >= 0 && floor <= 1)) {
                throw new IllegalArgumentException(
                        "cosine: warm-up must be in [0, 1) and floor in [0, 1], found " + warmup + " and " + floor);
            }
        }

        @Override
        public double rate(double base, long step, long total) {
            long up = (long) (warmup * total);
            return step < up
                    ? base * (step + 1) / up
                    : annealed(base, floor * base, (double) (step - up) / (total - up));
        }
    }

    /// @param up share of the steps in which the rate rises
    /// @param start the rate begins at its maximum divided by this
    /// @param end the rate ends at its start divided by this
    record OneCycle(double up, double start, double end) implements Schedule {
        @Override
        public double rate(double base, long step, long total) {
            double low = base / start;
            double top = up * total - 1;
            return step <= top && top > 0
                    ? annealed(low, base, step / top)
                    : annealed(base, low / end, (step - top) / (total - 1 - top));
        }
    }

    /// Half a cosine wave from one value to another; `part` runs from 0 to 1.
    private static double annealed(double from, double to, double part) {
        return to + (from - to) * (1 + Math.cos(Math.PI * Math.clamp(part, 0, 1))) / 2;
    }
}
