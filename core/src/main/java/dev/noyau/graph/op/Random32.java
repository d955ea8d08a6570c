package dev.noyau.graph.op;

/// Counter-based random numbers: a pure function of (seed, step, stream, index), so they are the same whatever the
/// order and the thread in which they are drawn. SplitMix64's finaliser (Steele, Lea, Flood 2014) over mixed
/// counters.
public final class Random32 {
    private Random32() {}

    /// A number in [0, 1) with 24 random bits.
    public static float uniform(long seed, long step, long stream, long index) {
        return (bits(seed, step, stream, index) >>> 40) * 0x1p-24f;
    }

    /// 64 random bits.
    public static long bits(long seed, long step, long stream, long index) {
        long k = mix(seed + 0x9E3779B97F4A7C15L * (step + 1)) + 0xD1B54A32D192ED03L * (stream + 1);
        return mix(mix(k) + 0x9E3779B97F4A7C15L * (index + 1));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
