package dev.noyau.train;

/// The learning rate of each step. A pure function of the step, so that a resumed training goes on as if it had
/// not stopped.
@FunctionalInterface
public interface Schedule {
    /// @param base the optimizer's learning rate
    /// @param step from 0
    /// @param total steps of the whole training
    double rate(double base, long step, long total);
}
