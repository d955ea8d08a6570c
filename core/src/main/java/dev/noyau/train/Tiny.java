package dev.noyau.train;

/// Keeps moments out of the denormal range, where arithmetic is many times slower and which Java cannot switch
/// off.
///
/// The moments of a dead unit shrink by a constant factor at each step and would stay denormal for ever: 0.9
/// times the smallest number rounds to itself. Adding and subtracting 2^-100 rounds a value to a multiple of
/// 2^-124, which is normal; values above 2^-76 come out as they were. The change is below 5e-38, where a step
/// divides by at least the optimizer's ε: no weight above 1e-20 could notice.
final class Tiny {
    private static final float K = 0x1p-100f;

    private Tiny() {}

    static float flush(float x) {
        return (x + K) - K;
    }
}
