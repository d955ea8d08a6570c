package dev.noyau.testing;

import dev.noyau.graph.op.Random32;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.function.Consumer;

/// A source of test data that is the same for the same seed. A property that fails says how to repeat it
/// alone.
public final class Gen {
    /// Runs a property with one seed only.
    public static final String SEED = "noyau.seed";

    /// Runs every property with so many seeds, for a longer search.
    public static final String TRIES = "noyau.tries";

    /// Sizes at which loops and blocks of lanes go wrong: 1, primes, and the neighbours of powers of two.
    private static final int[] AWKWARD = {1, 2, 3, 5, 7};

    private final long seed;
    private long drawn;

    private Gen(long seed) {
        this.seed = seed;
    }

    public static Gen of(long seed) {
        return new Gen(seed);
    }

    /// Checks a property for the seeds 1 to `tries`, or for the one seed that the system property names.
    public static void check(int tries, Consumer<Gen> property) {
        Class<?> test = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .getCallerClass();
        Long only = Long.getLong(SEED);
        long last = only == null ? Long.getLong(TRIES, tries) : only;
        for (long s = only == null ? 1 : only; s <= last; s++) {
            try {
                property.accept(of(s));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "%s%n(seed %d; alone: mvn test -Dtest=%s -Dnoyau.test.jvm=-D%s=%d)"
                                .formatted(e.getMessage(), s, test.getSimpleName(), SEED, s),
                        e);
            }
        }
    }

    public long seed() {
        return seed;
    }

    /// 64 random bits.
    public long bits() {
        return Random32.bits(seed, 0, 0, drawn++);
    }

    /// A number in `[from, to]`.
    public int between(int from, int to) {
        return from + (int) Long.remainderUnsigned(bits(), (long) to - from + 1);
    }

    public boolean flip() {
        return between(0, 1) == 1;
    }

    public int pick(int... choices) {
        return choices[between(0, choices.length - 1)];
    }

    public <T> T pick(List<T> choices) {
        return choices.get(between(0, choices.size() - 1));
    }

    /// A size of an axis that is small and awkward.
    public int size() {
        return pick(AWKWARD);
    }

    /// A shape of a rank between two bounds, with small awkward sizes.
    public Shape shape(int fromRank, int toRank) {
        int[] d = new int[between(fromRank, toRank)];
        for (int i = 0; i < d.length; i++) {
            d[i] = size();
        }
        return Shape.of(d);
    }

    /// A number in `[from, to)`.
    public double uniform(double from, double to) {
        return from + (to - from) * (bits() >>> 11) * 0x1p-53;
    }

    /// Numbers in `[-1, 1)`.
    public double[] doubles(int count) {
        double[] d = new double[count];
        for (int i = 0; i < count; i++) {
            d[i] = uniform(-1, 1);
        }
        return d;
    }

    /// The same as floats.
    public float[] floats(int count) {
        double[] d = doubles(count);
        float[] f = new float[count];
        for (int i = 0; i < count; i++) {
            f[i] = (float) d[i];
        }
        return f;
    }

    /// Numbers in `(-1, 1)` away from kinks: no two are closer than 2/count, and none is closer to 0 than
    /// 1/(2·count).
    public double[] distinct(int count) {
        double[] d = new double[count];
        for (int i = 0; i < count; i++) {
            int j = between(0, i);
            d[i] = d[j];
            d[j] = 2 * (i + 0.25) / count - 1;
        }
        return d;
    }

    /// Whole numbers in `[0, bound)`.
    public long[] longs(int count, int bound) {
        long[] l = new long[count];
        for (int i = 0; i < count; i++) {
            l[i] = between(0, bound - 1);
        }
        return l;
    }
}
