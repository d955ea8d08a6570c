package dev.noyau.data;

import dev.noyau.graph.op.Random32;

/// The random numbers of one sample in one epoch: a function of (seed, epoch, number of the sample, place of the
/// transform), so neither the order in which samples are made nor the thread that makes them matters.
public final class Draws {
    /// Tells these numbers apart from those of other uses of the same seed.
    private static final long STREAM = 0x6175676d656e74L;

    /// Numbers that one transform may draw for one sample.
    private static final int COUNTERS = 32;

    private final long seed;
    private final long epoch;
    private final long index;
    private long place;
    private long counter;

    /// The numbers of a sample.
    ///
    /// @param index number of the sample in its data set
    public Draws(long seed, int epoch, int index) {
        this.seed = seed;
        this.epoch = epoch;
        this.index = index;
    }

    /// Each transform has numbers of its own: one that draws more does not shift those of the next.
    void at(int transform) {
        place = transform;
        counter = 0;
    }

    private long bits() {
        return Random32.bits(seed, epoch, STREAM + place, index << COUNTERS | counter++);
    }

    /// In [0, 1).
    public double uniform() {
        return (bits() >>> 11) * 0x1p-53;
    }

    /// In [low, high).
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /// True with this probability.
    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /// A whole number in [0, n).
    public int below(int n) {
        return (int) Math.unsignedMultiplyHigh(bits(), n);
    }

    /// A number of the normal distribution (Box and Muller 1958).
    public double normal() {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }

    /// A number of Beta(a, a): of two gamma variates the share of the first.
    ///
    /// @param a positive
    public double beta(double a) {
        double x = gamma(a);
        double y = gamma(a);
        return x + y > 0 ? x / (x + y) : uniform() < 0.5 ? 0 : 1;
    }

    /// Marsaglia and Tsang (2000).
    private double gamma(double a) {
        if (a < 1) {
            return gamma(a + 1) * StrictMath.pow(1 - uniform(), 1 / a);
        }
        double d = a - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal();
            double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
            if (v > 0 && StrictMath.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
    }
}
