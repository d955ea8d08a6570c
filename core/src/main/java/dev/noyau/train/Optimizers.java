package dev.noyau.train;

import java.util.List;

/// The optimizers by name.
public final class Optimizers {
    private static final List<String> NAMES =
            List.of("sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop", "adagrad", "adadelta", "lion", "muon");

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
        return new Adam(rate, 0.9, 0.999, 1e-8, 0, false);
    }

    /// Adam with decoupled weight decay of 0.01.
    public static AdamW adamw(double rate) {
        return new AdamW(rate, 0.9, 0.999, 1e-8, 0.01, false);
    }

    public static RmsProp rmsprop(double rate) {
        return new RmsProp(rate, 0.99, 1e-8, false, 0, 0);
    }

    public static Adagrad adagrad(double rate) {
        return new Adagrad(rate, 0, 1e-10, 0);
    }

    /// The usual rate is 1.
    public static Adadelta adadelta(double rate) {
        return new Adadelta(rate, 0.9, 1e-6, 0);
    }

    /// A good rate is a third to a tenth of AdamW's.
    public static Lion lion(double rate) {
        return new Lion(rate, 0.9, 0.99, 0);
    }

    /// Muon for hidden weights with a momentum of 0.95, and AdamW with a rate 15 times smaller for the rest; the
    /// authors' rate is 0.02.
    public static Muon muon(double rate) {
        return new Muon(rate, 0.95, true, 0, 5, adamw(rate / 15).withWeightDecay(0));
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
            case "rmsprop" -> rmsprop(rate);
            case "adagrad" -> adagrad(rate);
            case "adadelta" -> adadelta(rate);
            case "lion" -> lion(rate);
            case "muon" -> muon(rate);
            default -> throw Names.unknown("optimizer", name, NAMES);
        };
    }
}
