package dev.noyau.analysis;

import dev.noyau.graph.op.ResizeAxis;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Which indices of its input an output index is computed from, along one axis.
///
/// The rule is given as if the input had no ends, and repeats itself: `taps(i + period) = taps(i) + shift`. What
/// happens at the ends is the [Border]'s matter.
sealed interface IndexMap {
    /// The same index.
    IndexMap SAME = new Sliding(1, 1, 0, 1, Border.NOTHING);

    /// All indices, for every output.
    IndexMap ALL = new All();

    /// The input's indices for one output index, in any order; none where only a bias is left.
    LongStream taps(long i);

    /// Outputs after which the rule repeats itself.
    long period();

    /// By how many inputs it has moved then.
    long shift();

    default Border border() {
        return Border.NOTHING;
    }

    /// What lies beyond the ends of an axis.
    enum Border {
        /// Nothing that depends on the input: zeros, or values that do not count.
        NOTHING,
        /// The first and the last value again and again.
        EDGE,
        /// The values mirrored, the edge itself not repeated.
        MIRROR,
        /// The other end.
        WRAP;

        /// The index that stands for one that may lie outside; -1 for none.
        int inside(long tap, int size) {
            if (tap >= 0 && tap < size) {
                return (int) tap;
            }
            if (size == 0) {
                return -1;
            }
            return switch (this) {
                case NOTHING -> -1;
                case EDGE -> tap < 0 ? 0 : size - 1;
                case WRAP -> (int) Math.floorMod(tap, (long) size);
                case MIRROR -> {
                    long turn = Math.floorMod(tap, Math.max(1, 2L * (size - 1)));
                    yield (int) (turn < size ? turn : 2L * (size - 1) - turn);
                }
            };
        }
    }

    /// A window that moves: convolution, pooling; with one tap also slices (a negative stride goes backwards) and
    /// padding. Taps `i·stride + m·dilation - before`.
    record Sliding(int kernel, long stride, long before, int dilation, Border border) implements IndexMap {
        @Override
        public LongStream taps(long i) {
            return LongStream.range(0, kernel).map(m -> i * stride + m * dilation - before);
        }

        @Override
        public long period() {
            return 1;
        }

        @Override
        public long shift() {
            return stride;
        }
    }

    /// The transpose of [Sliding]: all j with `j·stride + m·dilation - before = i` for some tap m.
    record Spreading(int kernel, int stride, int before, int dilation) implements IndexMap {
        @Override
        public LongStream taps(long i) {
            return LongStream.range(0, kernel)
                    .map(m -> i + before - m * dilation)
                    .filter(at -> Math.floorMod(at, (long) stride) == 0)
                    .map(at -> Math.floorDiv(at, (long) stride));
        }

        @Override
        public long period() {
            return stride;
        }

        @Override
        public long shift() {
            return 1;
        }
    }

    /// Each index stands for `factor` outputs: depth to space, nearest neighbours. Taps `⌊i/factor⌋`.
    record Repeating(int factor) implements IndexMap {
        @Override
        public LongStream taps(long i) {
            return LongStream.of(Math.floorDiv(i, (long) factor));
        }

        @Override
        public long period() {
            return factor;
        }

        @Override
        public long shift() {
            return 1;
        }
    }

    /// An axis divided into parts, which overlap where its size cannot be divided: adaptive pooling.
    record Dividing(int size, int parts) implements IndexMap {
        @Override
        public LongStream taps(long i) {
            return LongStream.range(Math.floorDiv(i * size, (long) parts), Math.ceilDiv((i + 1) * size, (long) parts));
        }

        @Override
        public long period() {
            return parts / common();
        }

        @Override
        public long shift() {
            return size / common();
        }

        private int common() {
            return BigInteger.valueOf(size).gcd(BigInteger.valueOf(parts)).intValue();
        }
    }

    /// Interpolation between the values of an axis; beyond its ends the last value counts again.
    ///
    /// @param period outputs after which the rule repeats itself, 0 for never
    record Resizing(ResizeAxis axis, long period, long shift) implements IndexMap {
        static Resizing of(ResizeAxis axis) {
            long outputs = axis.out();
            long inputs = axis.in();
            switch (axis.how().coordinates()) {
                case ALIGN_CORNERS -> {
                    outputs = Math.max(1, outputs - 1);
                    inputs = outputs == 1 ? 0 : inputs - 1;
                }
                case TF_CROP_AND_RESIZE -> outputs = 0;
                default -> {
                    if (axis.scale() != (double) outputs / inputs) {
                        boolean whole = axis.scale() == Math.rint(axis.scale());
                        outputs = whole ? (long) axis.scale() : 0;
                        inputs = 1;
                    }
                }
            }
            if (outputs == 0) {
                return new Resizing(axis, 0, 0);
            }
            long common =
                    BigInteger.valueOf(outputs).gcd(BigInteger.valueOf(inputs)).longValue();
            return new Resizing(axis, outputs / common, inputs / common);
        }

        @Override
        public LongStream taps(long i) {
            long[] ends = axis.support(i);
            return LongStream.rangeClosed(ends[0], ends[1]);
        }

        @Override
        public Border border() {
            return axis.how().excludeOutside() ? Border.NOTHING : Border.EDGE;
        }
    }

    /// Outputs `[from, from + size)` come from here, the others from elsewhere: one part of a concatenation.
    record Part(int from, int size) implements Uneven {
        @Override
        public LongStream taps(long i) {
            return i >= from && i < from + size ? LongStream.of(i - from) : LongStream.empty();
        }
    }

    /// Chosen indices, one for each output.
    record Chosen(List<Integer> indices) implements Uneven {
        public Chosen {
            indices = List.copyOf(indices);
        }

        @Override
        public LongStream taps(long i) {
            return LongStream.of(indices.get((int) i));
        }
    }

    /// All indices from the first to the output's own (running sums), or with `last` from its own to that.
    ///
    /// @param exclusive whether its own is left out
    record Running(boolean exclusive, @Nullable Integer last) implements Uneven {
        @Override
        public LongStream taps(long i) {
            long own = exclusive ? 1 : 0;
            return last == null ? LongStream.rangeClosed(0, i - own) : LongStream.rangeClosed(i + own, last);
        }
    }

    /// A rule that never repeats itself.
    sealed interface Uneven extends IndexMap {
        @Override
        default long period() {
            return 0;
        }

        @Override
        default long shift() {
            return 0;
        }
    }

    /// Every output needs every input: global pooling, fully connected layers, attention.
    record All() implements IndexMap {
        @Override
        public LongStream taps(long i) {
            throw new IllegalStateException("as many as the axis is long");
        }

        @Override
        public long period() {
            return 1;
        }

        @Override
        public long shift() {
            return 0;
        }
    }

    /// The taps that exist on an axis of so many values.
    default LongStream taps(long i, int size) {
        return this instanceof All
                ? LongStream.range(0, size)
                : taps(i).map(t -> border().inside(t, size)).filter(t -> t >= 0);
    }
}
