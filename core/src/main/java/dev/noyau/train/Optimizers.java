package dev.noyau.train;

import java.util.List;

/// The optimizers by name.
public final class Optimizers {
    private static final List<String> NAMES = List.of("sgd", "momentum", "nesterov", "adam", "adamw");

    private Optimizers() {}

    /// Plain stochastic gradient descent.
    public static Sgd sgd(double rate) {
        return new Sgd(rate, 0, 0, false, 0);
    }

    /// Stochastic gradient descent with momentum; see [Sgd] for Nesterov's and weight decay.
    public static Sgd momentum(double rate, double momentum) {
        return new Sgd(rate, momentum, 0, false, 0);
    }

    public static Adam adam(double rate) {
        return new Adam(rate, 0.9, 0.999, 1e-8, 0);
    }

    /// Adam with decoupled weight decay of 0.01.
    public static AdamW adamw(double rate) {
        return new AdamW(rate, 0.9, 0.999, 1e-8, 0.01);
    }

    public static List<String> names() {
        return NAMES;
    }

    /// An optimizer by name, with the usual values for the rest.
    ///
    /// @throws IllegalArgumentException for an unknown name, with the nearest one
    public static Optimizer get(String name, double rate) {
        return switch (name) {
            case "sgd" -> sgd(rate);
            case "momentum" -> momentum(rate, 0.9);
            case "nesterov" -> momentum(rate, 0.9).withNesterov();
            case "adam" -> adam(rate);
            case "adamw" -> adamw(rate);
            default -> throw Names.unknown("optimizer", name, NAMES);
        };
    }
}
