package dev.noyau.graph.op;

import dev.noyau.graph.op.Interpolation.Coordinates;
import dev.noyau.graph.op.Interpolation.Kind;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The linear map that resizing makes along one axis: each value of the result is a weighted sum of some values of the
/// input, `y[i] = Σ weight(k) · x[index(k)]` for `first(i) ≤ k < first(i + 1)`. A result without terms lies outside the
/// image.
public final class ResizeAxis {
    private final int axis;
    private final int in;
    private final int out;
    private final double scale;
    private final double start;
    private final double end;
    private final Interpolation how;
    private final int[] first;
    private final int[] index;
    private final double[] weight;

    private ResizeAxis(int axis, int in, int out, double scale, double start, double end, Interpolation how) {
        this.axis = axis;
        this.in = in;
        this.out = out;
        this.scale = scale;
        this.start = start;
        this.end = end;
        this.how = how;
        first = new int[out + 1];
        IntStream.Builder at = IntStream.builder();
        DoubleStream.Builder weights = DoubleStream.builder();
        for (int i = 0; i < out; i++) {
            first[i + 1] = first[i] + addRow(i, at, weights);
        }
        index = at.build().toArray();
        weight = weights.build().toArray();
    }

    /// The whole axis, scaled by `out / in`.
    public static ResizeAxis of(Interpolation how, int axis, int in, int out) {
        return of(how, axis, in, out, (double) out / in, 0, 1);
    }

    /// @param axis which axis, not negative
    /// @param in its size
    /// @param out the size that it gets
    /// @param scale of coordinates; may differ from `out / in`, since sizes are whole
    /// @param start where the part that is looked at begins, for [Coordinates#TF_CROP_AND_RESIZE]
    /// @param end where it ends
    public static ResizeAxis of(Interpolation how, int axis, int in, int out, double scale, double start, double end) {
        if (axis < 0 || in < 1 || out < 1 || !(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException(
                    "axis " + axis + " of " + in + " values cannot be resized to " + out + " by the scale " + scale);
        }
        return new ResizeAxis(axis, in, out, scale, start, end, how);
    }

    public int axis() {
        return axis;
    }

    public int in() {
        return in;
    }

    public int out() {
        return out;
    }

    public double scale() {
        return scale;
    }

    public double start() {
        return start;
    }

    public double end() {
        return end;
    }

    /// The first term of result i.
    public int first(int i) {
        return first[i];
    }

    /// Which value term k takes.
    public int index(int k) {
        return index[k];
    }

    public double weight(int k) {
        return weight[k];
    }

    public Interpolation how() {
        return how;
    }

    /// The values that result i would be computed from if the axis had no ends: `[support(i)[0], support(i)[1]]`,
    /// where any i is allowed. What lies outside is the first or the last value again, or does not count where
    /// [Interpolation#excludeOutside] is set.
    public long[] support(long i) {
        double x = coordinate(i);
        if (how.kind() == Kind.AREA) {
            return new long[] {Math.floorDiv(i * in, (long) out), Math.ceilDiv((i + 1) * in, (long) out) - 1};
        }
        if (how.kind() == Kind.NEAREST) {
            return new long[] {nearest(x), nearest(x)};
        }
        double radius = radius();
        long lo = (long) Math.floor(x - radius) + 1;
        long hi = (long) Math.ceil(x + radius) - 1;
        // a pixel hit in its middle is taken alone, whatever the kernel's width
        while (lo < hi && kernel(Math.abs(lo - x) * stretch()) == 0) {
            lo++;
        }
        while (hi > lo && kernel(Math.abs(hi - x) * stretch()) == 0) {
            hi--;
        }
        return new long[] {lo, hi};
    }

    /// By how much the kernel's own units are finer than the input's.
    private double stretch() {
        return how.antialias() ? Math.min(scale, 1) : 1;
    }

    private double radius() {
        return (how.kind() == Kind.LINEAR ? 1 : 2) / stretch();
    }

    /// Adds the terms of one result, at most one for each value, and gives their number.
    private int addRow(int i, IntStream.Builder at, DoubleStream.Builder weights) {
        double x = coordinate(i);
        if (how.kind() == Kind.AREA) {
            int lo = (int) ((long) i * in / out);
            int hi = (int) (((i + 1L) * in + out - 1) / out);
            double[] equal = new double[hi - lo];
            Arrays.fill(equal, 1.0 / equal.length);
            return add(lo, equal, at, weights);
        }
        if (how.coordinates() == Coordinates.TF_CROP_AND_RESIZE && (x < 0 || x > in - 1)) {
            return 0;
        }
        if (how.kind() == Kind.NEAREST) {
            return add(Math.clamp(nearest(x), 0, in - 1), new double[] {1}, at, weights);
        }
        double s = stretch();
        double radius = radius();
        int lo = (int) Math.floor(x - radius) + 1;
        int hi = (int) Math.ceil(x + radius) - 1;
        int base = Math.clamp(lo, 0, in - 1);
        double[] row = new double[Math.clamp(hi, 0, in - 1) - base + 1];
        double sum = 0;
        for (int j = lo; j <= hi; j++) {
            double w = how.excludeOutside() && (j < 0 || j >= in) ? 0 : kernel(Math.abs(j - x) * s);
            row[Math.clamp(j, 0, in - 1) - base] += w;
            sum += w;
        }
        for (int j = 0; j < row.length && (how.excludeOutside() || how.antialias()); j++) {
            row[j] /= sum;
        }
        return add(base, row, at, weights);
    }

    private static int add(int base, double[] row, IntStream.Builder at, DoubleStream.Builder weights) {
        int count = 0;
        for (int j = 0; j < row.length; j++) {
            if (row[j] != 0) {
                at.add(base + j);
                weights.add(row[j]);
                count++;
            }
        }
        return count;
    }

    /// Where the middle of result i lies among the input's values.
    private double coordinate(long i) {
        return switch (how.coordinates()) {
            case HALF_PIXEL -> (i + 0.5) / scale - 0.5;
            case HALF_PIXEL_SYMMETRIC -> in / 2.0 * (1 - out / (scale * in)) + (i + 0.5) / scale - 0.5;
            case PYTORCH_HALF_PIXEL -> out > 1 ? (i + 0.5) / scale - 0.5 : 0;
            case ALIGN_CORNERS -> out > 1 ? i * (in - 1.0) / (length() - 1) : 0;
            case ASYMMETRIC -> i / scale;
            case TF_CROP_AND_RESIZE ->
                out > 1 ? (start + i * (end - start) / (out - 1)) * (in - 1) : (start + end) / 2 * (in - 1);
        };
    }

    /// The size that the scale asks for. ONNX does not round it where corners are aligned.
    private double length() {
        double asked = scale * in;
        return Math.abs(asked - out) < 1e-9 * out ? out : asked;
    }

    private int nearest(double x) {
        return (int)
                switch (how.rounding()) {
                    case PREFER_FLOOR -> Math.ceil(x - 0.5);
                    case PREFER_CEIL -> Math.floor(x + 0.5);
                    case FLOOR -> Math.floor(x);
                    case CEIL -> Math.ceil(x);
                };
    }

    /// The weight of a pixel at a distance of t.
    private double kernel(double t) {
        double a = how.cubic();
        if (how.kind() == Kind.LINEAR) {
            return Math.max(0, 1 - t);
        }
        return t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ResizeAxis r
                && axis == r.axis
                && in == r.in
                && out == r.out
                && Double.compare(scale, r.scale) == 0
                && Double.compare(start, r.start) == 0
                && Double.compare(end, r.end) == 0
                && how.equals(r.how);
    }

    @Override
    public int hashCode() {
        return ((axis * 31 + in) * 31 + out) * 31 + Double.hashCode(scale);
    }

    /// As `2:5→10`.
    @Override
    public String toString() {
        boolean whole = start == 0 && end == 1;
        boolean plain = scale == (double) out / in;
        return axis + ":" + in + "→" + out + (plain ? "" : " ×" + scale) + (whole ? "" : " " + start + ".." + end);
    }
}
