package dev.noyau.analysis;

import dev.noyau.analysis.IndexMap.All;
import java.util.Arrays;
import java.util.List;

/// How far along one axis of the network's input an index of a value sees, away from all borders: intervals that
/// repeat themselves, `interval(i + outputs) = interval(i) + inputs`. Immutable.
///
/// With convolutions and pooling alone all intervals are equally long and `outputs` is 1; after upsampling they
/// depend on the phase, that is on `i mod outputs`.
final class Reach {
    /// Longer periods are not followed: no network is meant that way.
    private static final long LONGEST = 1 << 16;

    /// All of the input, whatever its size.
    static final Reach ALL = new Reach(0, 0, new long[0], new long[0]);

    /// No rule that repeats itself: it depends on where the output lies.
    static final Reach UNEVEN = new Reach(0, 1, new long[0], new long[0]);

    /// The input itself.
    static final Reach INPUT = new Reach(1, 1, new long[] {0}, new long[] {0});

    private final long outputs;
    private final long inputs;

    /// First and last index for each phase; first > last where nothing is seen.
    private final long[] first;

    private final long[] last;

    private Reach(long outputs, long inputs, long[] first, long[] last) {
        this.outputs = outputs;
        this.inputs = inputs;
        this.first = first;
        this.last = last;
    }

    boolean periodic() {
        return outputs > 0;
    }

    /// Number of phases.
    int phases() {
        return (int) outputs;
    }

    /// Distance on the input of what neighbouring outputs see, on average.
    double stride() {
        return (double) inputs / outputs;
    }

    long first(int phase) {
        return first[phase];
    }

    /// Length of the interval of a phase.
    long size(int phase) {
        return first[phase] > last[phase] ? 0 : last[phase] - first[phase] + 1;
    }

    /// What is seen through one more op.
    Reach through(IndexMap map) {
        if (map instanceof All || this == ALL) {
            return ALL;
        }
        if (map.period() == 0 || this == UNEVEN) {
            return UNEVEN;
        }
        long turns = outputs / gcd(outputs, Math.abs(map.shift()));
        long period = Math.multiplyExact(map.period(), turns);
        if (period > LONGEST) {
            return UNEVEN;
        }
        long[] from = new long[(int) period];
        long[] to = new long[(int) period];
        for (int i = 0; i < period; i++) {
            long[] taps = map.taps(i).toArray();
            from[i] = Arrays.stream(taps).map(t -> at(first, t)).min().orElse(Long.MAX_VALUE);
            to[i] = Arrays.stream(taps).map(t -> at(last, t)).max().orElse(Long.MIN_VALUE);
        }
        return reduced(period, inputs * (turns * map.shift() / outputs), from, to);
    }

    private long at(long[] of, long index) {
        int phase = (int) Math.floorMod(index, outputs);
        return first[phase] > last[phase] ? of[phase] : of[phase] + inputs * Math.floorDiv(index, outputs);
    }

    /// What is seen where several ways meet.
    static Reach union(List<Reach> ways) {
        Reach all = ways.getFirst();
        for (Reach r : ways) {
            all = all.or(r);
        }
        return all;
    }

    private Reach or(Reach r) {
        if (this == r) {
            return this;
        }
        if (this == ALL || r == ALL) {
            return ALL;
        }
        if (this == UNEVEN || r == UNEVEN || inputs * r.outputs != r.inputs * outputs) {
            return UNEVEN;
        }
        long period = outputs / gcd(outputs, r.outputs) * r.outputs;
        if (period > LONGEST) {
            return UNEVEN;
        }
        long[] from = new long[(int) period];
        long[] to = new long[(int) period];
        for (int i = 0; i < period; i++) {
            from[i] = Math.min(at(first, i), r.at(r.first, i));
            to[i] = Math.max(at(last, i), r.at(r.last, i));
        }
        return reduced(period, inputs * (period / outputs), from, to);
    }

    /// With the shortest period.
    private static Reach reduced(long outputs, long inputs, long[] first, long[] last) {
        for (int p = 1; p < outputs; p++) {
            if (outputs % p == 0 && inputs * p % outputs == 0 && repeats(p, inputs * p / outputs, first, last)) {
                return new Reach(p, inputs * p / outputs, Arrays.copyOf(first, p), Arrays.copyOf(last, p));
            }
        }
        return new Reach(outputs, inputs, first, last);
    }

    private static boolean repeats(int p, long shift, long[] first, long[] last) {
        for (int i = p; i < first.length; i++) {
            boolean empty = first[i] > last[i];
            if (empty != (first[i - p] > last[i - p])
                    || !empty && (first[i] != first[i - p] + shift || last[i] != last[i - p] + shift)) {
                return false;
            }
        }
        return true;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
