package dev.noyau.train;

/// An optimizer for which each value depends on its own gradient and moments alone.
///
/// One flat loop over the slab. It may be run in parts, in any order and in parallel.
public non-sealed interface ValueOptimizer extends Optimizer {
    @Override
    ValueOptimizer withLearningRate(double rate);

    @Override
    ValueOptimizer withWeightDecay(double decay);

    /// Updates the values `[from, to)`.
    ///
    /// @param w parameters
    /// @param g their gradient; not changed
    /// @param moments one slab for each of [#moments()]
    /// @param step number of this step, from 1
    /// @param rate learning rate of this step
    void update(float[] w, float[] g, float[][] moments, int from, int to, long step, double rate);
}
