package dev.noyau.graph;

/// How long one step of a compiled graph takes.
///
/// @param step what it does, with its sizes
/// @param seconds median of several runs on one thread
/// @param macs its multiply-adds, 0 for a step that only moves or adds
public record StepTime(String step, double seconds, long macs) {
    /// Floating-point operations a second, a multiply-add counted as two.
    public double flops() {
        return 2.0 * macs / seconds;
    }
}
