package dev.noyau.train;

import java.util.List;

/// Says how a step changes the parameters, given their gradient. Configuration only: the moments are slabs of
/// the caller.
///
/// One flat loop over the slab. It may be run in parts, in any order and in parallel: each value depends on its
/// own gradient and moments alone.
public interface Optimizer {
    /// As `adamw`.
    String name();

    /// The learning rate that a schedule begins from.
    double learningRate();

    /// The same with another learning rate.
    Optimizer withLearningRate(double rate);

    /// Names of the slabs that it remembers from step to step, as `m` and `v`; they start as zeros.
    List<String> moments();

    /// Updates the values `[from, to)`.
    ///
    /// @param w parameters
    /// @param g their gradient; not changed
    /// @param moments one slab for each of [#moments()]
    /// @param step number of this step, from 1
    /// @param rate learning rate of this step
    void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate);
}
