package dev.noyau.graph;

/// How long one step of a compiled graph takes.
///
/// @param step what it does, with its sizes
/// @param seconds median of several runs on one thread
/// @param macs its multiply-adds, 0 for a step that only moves or adds
/// @param bytes that it reads and writes at least: each buffer once
public record StepTime(String step, double seconds, long macs, long bytes) {
    /// Floating-point operations a second, a multiply-add counted as two.
    public double flops() {
        return 2.0 * macs / seconds;
    }

    /// Bytes a second.
    public double bandwidth() {
        return bytes / seconds;
    }

    /// The share of what a machine could reach at most (the roofline): of its arithmetic where the step
    /// computes much with each byte, of its memory where it does not.
    ///
    /// @param peak the machine's floating-point operations a second
    /// @param memory its bytes a second
    public double shareOfRoof(double peak, double memory) {
        double least = Math.max(2.0 * macs / peak, bytes / memory);
        return least / seconds;
    }
}
