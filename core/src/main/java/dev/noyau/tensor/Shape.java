package dev.noyau.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The sizes of a tensor's axes in logical order: images (N, C, H, W), sound (N, C, L), tokens (N, T, D).
///
/// Immutable. The number of elements is counted in 64 bits, so shapes that could never be allocated can still be
/// reasoned about.
public final class Shape {
    /// The shape of a scalar: no axes, one element.
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /// A shape with these sizes.
    ///
    /// @throws ShapeException when a size is negative
    public static Shape of(int... dims) {
        for (int d : dims) {
            if (d < 0) {
                throw new ShapeException("shape " + Arrays.toString(dims) + " has a negative size");
            }
        }
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /// Number of axes.
    public int rank() {
        return dims.length;
    }

    /// Size of an axis; negative axes count from the end.
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /// The axis as a number in `[0, rank)`; negative axes count from the end.
    ///
    /// @throws ShapeException when there is no such axis
    public int axis(int axis) {
        int a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw new ShapeException(
                    "axis " + axis + " of " + this + " does not exist: it has " + dims.length + " axes");
        }
        return a;
    }

    /// A copy of the sizes.
    public int[] dims() {
        return dims.clone();
    }

    /// Number of elements, in 64 bits.
    ///
    /// @throws ArithmeticException beyond 2^63 - 1
    public long size() {
        long n = 1;
        for (int d : dims) {
            n = Math.multiplyExact(n, (long) d);
        }
        return n;
    }

    /// Number of elements, where it has to fit an array.
    ///
    /// @throws ShapeException beyond 2^31 - 1
    public int intSize() {
        long n = size();
        if (n > Integer.MAX_VALUE) {
            throw new ShapeException("shape " + this + " has " + n + " elements; an array holds at most 2147483647");
        }
        return (int) n;
    }

    /// Product of the sizes of axes `[from, to)`.
    public long size(int from, int to) {
        long n = 1;
        for (int i = from; i < to; i++) {
            n = Math.multiplyExact(n, (long) dims[i]);
        }
        return n;
    }

    /// This shape with one size replaced.
    public Shape with(int axis, int size) {
        int[] d = dims.clone();
        d[axis(axis)] = size;
        return of(d);
    }

    /// This shape with an axis put in front, usually the batch.
    public Shape prepend(int size) {
        return of(IntStream.concat(IntStream.of(size), Arrays.stream(dims)).toArray());
    }

    /// This shape without its first axis.
    public Shape dropFirst() {
        return of(Arrays.copyOfRange(dims, 1, dims.length));
    }

    /// The distance in elements between neighbours along each axis, in row-major order.
    public int[] strides() {
        int[] s = new int[dims.length];
        int step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            s[i] = step;
            step *= dims[i];
        }
        return s;
    }

    /// The shape that NumPy's broadcasting rule gives for two shapes.
    ///
    /// @throws ShapeException when they do not fit
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] d = new int[rank];
        for (int i = 0; i < rank; i++) {
            int x = i < rank - a.rank() ? 1 : a.dims[i - rank + a.rank()];
            int y = i < rank - b.rank() ? 1 : b.dims[i - rank + b.rank()];
            if (x != y && x != 1 && y != 1) {
                throw new ShapeException("shapes " + a + " and " + b + " do not broadcast: sizes " + x + " and " + y);
            }
            d[i] = x == 1 ? y : x;
        }
        return of(d);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /// As `[2,3,7,5]`.
    @Override
    public String toString() {
        return Arrays.toString(dims).replace(" ", "");
    }

    /// As `3×7×5`, for people.
    public String pretty() {
        return dims.length == 0
                ? "scalar"
                : String.join(
                        "×", Arrays.stream(dims).mapToObj(Integer::toString).toList());
    }
}
