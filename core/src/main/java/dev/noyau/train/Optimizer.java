package dev.noyau.train;

import java.util.List;

/// Says how a step changes the parameters, given their gradient. Configuration only: the moments are slabs of
/// the trainer.
///
/// Nearly all treat each value for itself and are a [ValueOptimizer], which is open to users; [Muon] looks at whole
/// matrices.
public sealed interface Optimizer permits Muon, ValueOptimizer {
    /// As `adamw`.
    String name();

    /// The learning rate that a schedule begins from.
    double learningRate();

    /// The same with another learning rate.
    Optimizer withLearningRate(double rate);

    /// The same with another weight decay.
    Optimizer withWeightDecay(double decay);

    /// Names of the slabs that it remembers from step to step, as `m` and `v`; they start as zeros. They do not
    /// depend on the learning rate and the weight decay, so that groups of parameters can share them.
    List<String> moments();
}
