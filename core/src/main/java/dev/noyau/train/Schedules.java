package dev.noyau.train;

import java.util.Arrays;
import java.util.List;

/// The learning-rate schedules. Any of them can begin with a warm-up, see [Schedule#warmUp(long)], and be lowered when
/// nothing gets better, see [FitOptions#reduceOnPlateau(double, int)].
public final class Schedules {
    private static final List<String> NAMES =
            List.of("constant", "step", "cosine", "one-cycle", "restarts", "polynomial", "exponential");

    private Schedules() {}

    /// The optimizer's learning rate throughout.
    public static Schedule constant() {
        return new Constant();
    }

    /// Multiplies the rate by `factor` after every `every` steps (PyTorch's `StepLR`, counted in
    /// steps of training).
    public static Schedule step(long every, double factor) {
        return new Step(every, factor);
    }

    /// Multiplies the rate by `factor` at each of these steps (PyTorch's `MultiStepLR`).
    ///
    /// @param steps in ascending order
    public static Schedule multiStep(double factor, long... steps) {
        return new MultiStep(factor, Arrays.stream(steps).boxed().toList());
    }

    /// Multiplies the rate by `factor` after every step (PyTorch's `ExponentialLR`).
    public static Schedule exponential(double factor) {
        return new Step(1, factor);
    }

    /// Half a cosine wave from the optimizer's rate to `floor` times it, after a linear warm-up
    /// from zero (Loshchilov and Hutter 2017).
    ///
    /// @param warmup share of all steps in [0, 1)
    /// @param floor share of the rate that remains at the end
    public static Schedule cosine(double warmup, double floor) {
        return new Cosine(warmup, floor);
    }

    /// Half a cosine wave again and again, the first over `first` steps, each `growth` times as
    /// long as the one before (SGDR, Loshchilov and Hutter 2017; PyTorch's
    /// `CosineAnnealingWarmRestarts`).
    ///
    /// @param floor share of the rate at which a wave ends
    public static Schedule warmRestarts(long first, int growth, double floor) {
        return new Restarts(first, growth, floor);
    }

    /// `(1 - t/T)^power` times the rate over the T steps of the training (PyTorch's `PolynomialLR`;
    /// 0.9 is usual for segmentation, 1 is a straight line).
    public static Schedule polynomial(double power) {
        return new Polynomial(power);
    }

    /// Half a cosine wave up from 1/25 of the optimizer's rate in the first 30 % of the steps, then
    /// down to 1/10000 of where it began: PyTorch's `OneCycleLR` with its default values, and the
    /// optimizer's rate as its `max_lr`. The momentum stays as it is (Smith and Topin 2018).
    public static Schedule oneCycle() {
        return new OneCycle(0.3, 25, 1e4);
    }

    public static List<String> names() {
        return NAMES;
    }

    /// A schedule by name with the usual values: `step` takes a tenth after each third of the
    /// training, `cosine` warms up for 5 %, `restarts` has waves over 1/7, 2/7 and 4/7 of the
    /// training, `polynomial` the power 0.9, and `exponential` ends at 1/100.
    ///
    /// @throws IllegalArgumentException for an unknown name, with the nearest one
    public static Schedule get(String name) {
        return switch (name) {
            case "constant" -> constant();
            case "step" -> new Thirds();
            case "cosine" -> cosine(0.05, 0);
            case "one-cycle" -> oneCycle();
            case "restarts" -> new Sevenths();
            case "polynomial" -> polynomial(0.9);
            case "exponential" -> new Hundredth();
            default -> throw Names.unknown("schedule", name, NAMES);
        };
    }

    private static void factor(String who, double factor) {
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException(
                    who + ": the factor of the learning rate must be in (0, 1], found " + factor);
        }
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
            Schedules.factor("step", factor);
        }

        @Override
        public double rate(double base, long step, long total) {
            return base * Math.pow(factor, step / every);
        }
    }

    private record MultiStep(double factor, List<Long> steps) implements Schedule {
        MultiStep {
            Schedules.factor("multi-step", factor);
            steps = List.copyOf(steps);
            for (int i = 1; i < steps.size(); i++) {
                if (steps.get(i) <= steps.get(i - 1)) {
                    throw new IllegalArgumentException("multi-step: the steps must ascend, found " + steps);
                }
            }
        }

        @Override
        public double rate(double base, long step, long total) {
            double r = base;
            for (int i = 0; i < steps.size() && steps.get(i) <= step; i++) {
                r *= factor;
            }
            return r;
        }
    }

    private record Thirds() implements Schedule {
        @Override
        public double rate(double base, long step, long total) {
            return base * Math.pow(0.1, 3 * step / Math.max(1, total));
        }
    }

    private record Hundredth() implements Schedule {
        @Override
        public double rate(double base, long step, long total) {
            return base * Math.pow(0.01, (double) step / Math.max(1, total));
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

    private record Restarts(long first, int growth, double floor) implements Schedule {
        Restarts {
            Checks.positive("steps of the first wave", first);
            Checks.positive("times that a wave is as long as the one before", growth);
            if (!(floor >= 0 && floor <= 1)) {
                throw new IllegalArgumentException("warm restarts: the floor must be in [0, 1], found " + floor);
            }
        }

        @Override
        public double rate(double base, long step, long total) {
            return rate(base, floor, first, growth, step);
        }

        static double rate(double base, double floor, long first, int growth, long step) {
            long began = 0;
            long length = first;
            while (step - began >= length) {
                began += length;
                length *= growth;
            }
            return annealed(base, floor * base, (double) (step - began) / length);
        }
    }

    private record Sevenths() implements Schedule {
        @Override
        public double rate(double base, long step, long total) {
            long first = Math.max(1, Math.ceilDiv(total, 7));
            return Restarts.rate(base, 0, first, 2, step);
        }
    }

    private record Polynomial(double power) implements Schedule {
        Polynomial {
            Checks.positive("polynomial", "power", power);
        }

        @Override
        public double rate(double base, long step, long total) {
            return base * Math.pow(1 - Math.min(1, (double) step / Math.max(1, total)), power);
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

    /// A linear rise, then another schedule over the steps that are left.
    record WarmUp(long steps, Schedule then) implements Schedule {
        WarmUp {
            Checks.positive("steps of the warm-up", steps);
        }

        @Override
        public double rate(double base, long step, long total) {
            long left = Math.max(1, total - steps);
            return step < steps ? then.rate(base, 0, left) * (step + 1) / steps : then.rate(base, step - steps, left);
        }
    }

    /// Half a cosine wave from one value to another; `part` runs from 0 to 1.
    private static double annealed(double from, double to, double part) {
        return to + (from - to) * (1 + Math.cos(Math.PI * Math.clamp(part, 0, 1))) / 2;
    }
}
