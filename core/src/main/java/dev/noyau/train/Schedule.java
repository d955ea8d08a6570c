package dev.noyau.train;

/// The learning rate of each step. A pure function of the step, so that a resumed training goes on as if it had
/// not stopped.
@FunctionalInterface
public interface Schedule {
    /// @param base the optimizer's learning rate
    /// @param step from 0
    /// @param total steps of the whole training
    double rate(double base, long step, long total);

    /// This schedule after a linear rise to where it begins, over the first steps (Goyal et al. 2017).
    ///
    /// @param steps of the rise, which the schedule does not count
    default Schedule warmUp(long steps) {
        return new Schedules.WarmUp(steps, this);
    }
}
