package dev.noyau.pixels;

import dev.noyau.analysis.Interval;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.graph.GraphSource;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

/// What a network that answers for every pixel sees around one, and where images may be cut so that their parts get the
/// same answers as the whole.
///
/// @param margin pixels that the network sees at most on either side of the one that it answers for
/// @param step the parts have to begin at its multiples, and sizes that need no padding are multiples of it: the
/// product of all halvings
public record Sight(int margin, int step) {
    /// Sizes up to which a network's sight is looked for.
    private static final int MOST = 1 << 14;

    /// The exact sight of a network.
    ///
    /// @throws ShapeException when it does not give an answer for each pixel, or each answer depends
    /// on the whole image
    public static Sight of(GraphSource source) {
        Shape made = source.inputShape();
        int step = 1;
        int seen = 1;
        // The field and the period of a small image are those of a large one, unless the image is smaller than they
        // are.
        for (int size = 64; size <= MOST; size *= 4) {
            ReceptiveField field = ReceptiveField.of(source, made.with(1, size).with(2, size));
            check(field, size);
            step = step(field);
            seen = Math.toIntExact(field.last().axes().stream()
                    .mapToLong(ReceptiveField.Axis::size)
                    .max()
                    .orElse(1));
            int wanted = Math.ceilDiv(3 * seen, step) * step + 2 * step;
            if (wanted <= size) {
                break;
            }
        }
        int size = Math.ceilDiv(3 * seen, step) * step + 2 * step;
        ReceptiveField.Layer last =
                ReceptiveField.of(source, made.with(1, size).with(2, size)).last();
        int middle = size / 2 / step * step;
        int margin = 0;
        for (int i = middle; i < middle + step; i++) {
            for (Interval in : last.region(i, i)) {
                margin = Math.max(margin, Math.max(i - in.first(), in.last() - i));
            }
        }
        return new Sight(margin, step);
    }

    private static void check(ReceptiveField field, int size) {
        ReceptiveField.Layer last = field.last();
        if (last.output().rank() != 3
                || last.output().dim(1) != size
                || last.output().dim(2) != size) {
            throw new ShapeException("the network gives " + last.output().pretty() + " for an image of "
                    + field.input().pretty() + ", not an answer for each pixel");
        }
        for (ReceptiveField.Axis a : last.axes()) {
            if (a.kind() != ReceptiveField.Axis.Kind.REGULAR) {
                throw new ShapeException(
                        "an answer of this network depends on "
                                + (a.kind() == ReceptiveField.Axis.Kind.ALL
                                        ? "the whole image, as with group norm or global pooling"
                                        : "the image in another way at each place")
                                + "; it cannot be run tile by tile: leave the tile's size out, and the image is taken as a whole");
            }
        }
    }

    private static int step(ReceptiveField field) {
        int step = 1;
        for (ReceptiveField.Layer l : field.layers()) {
            for (ReceptiveField.Axis a : l.axes()) {
                int own = (int) Math.round(a.stride() * a.period());
                if (own > 0) {
                    step = Math.toIntExact(Math.multiplyExact((long) step / gcd(step, own), own));
                }
            }
        }
        return step;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /// The size without padding that is next to a size.
    public int legal(int size) {
        return Math.ceilDiv(size, step) * step;
    }

    /// The margin, rounded up to where parts may begin.
    int wide() {
        return legal(margin);
    }
}
