package dev.noyau.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An immutable array with a shape, in row-major (C) order.
///
/// A tensor owns nothing outside the heap: there is nothing to close. It is how values enter and leave a network;
/// inside, plans work on blocked buffers of their own.
public final class Tensor {
    private final Shape shape;
    private final DType dtype;
    private final float @Nullable [] floats;
    private final long @Nullable [] longs;

    private Tensor(Shape shape, DType dtype, float @Nullable [] floats, long @Nullable [] longs) {
        int length = floats != null ? floats.length : longs != null ? longs.length : 0;
        if (shape.size() != length) {
            throw new ShapeException(
                    "a tensor of shape " + shape + " holds " + shape.size() + " values, " + length + " were given");
        }
        this.shape = shape;
        this.dtype = dtype;
        this.floats = floats;
        this.longs = longs;
    }

    /// A float tensor; the values are copied.
    ///
    /// @throws ShapeException when the number of values is not that of the shape
    public static Tensor of(Shape shape, float... values) {
        return new Tensor(shape, DType.F32, values.clone(), null);
    }

    /// A float tensor over an array that the caller gives up: it must not be written afterwards.
    public static Tensor wrap(Shape shape, float[] values) {
        return new Tensor(shape, DType.F32, values, null);
    }

    /// An integer tensor (labels, indices, shapes); the values are copied.
    public static Tensor ofLongs(Shape shape, long... values) {
        return new Tensor(shape, DType.I64, null, values.clone());
    }

    /// A mask, 0 or 1 for each element; the values are copied.
    public static Tensor ofBooleans(Shape shape, long... values) {
        return new Tensor(shape, DType.BOOL, null, values.clone());
    }

    /// A scalar.
    public static Tensor scalar(float value) {
        return new Tensor(Shape.SCALAR, DType.F32, new float[] {value}, null);
    }

    /// All zeros.
    public static Tensor zeros(Shape shape) {
        return new Tensor(shape, DType.F32, new float[shape.intSize()], null);
    }

    /// A matrix from rows of equal length.
    public static Tensor of(float[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        float[] v = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != width) {
                throw new ShapeException("row " + i + " has " + rows[i].length + " values, row 0 has " + width);
            }
            System.arraycopy(rows[i], 0, v, i * width, width);
        }
        return wrap(Shape.of(rows.length, width), v);
    }

    public Shape shape() {
        return shape;
    }

    public DType dtype() {
        return dtype;
    }

    /// A copy of the values of a float tensor.
    public float[] toArray() {
        return data().clone();
    }

    /// A copy of the values of an integer or boolean tensor.
    public long[] toLongs() {
        return longData().clone();
    }

    /// The values themselves, not a copy: for reading only.
    ///
    /// @throws IllegalStateException when the tensor does not hold floats
    public float[] data() {
        if (floats == null) {
            throw new IllegalStateException("a tensor of " + dtype + " has no float values");
        }
        return floats;
    }

    /// The values of an integer or boolean tensor themselves, not a copy: for reading only.
    public long[] longData() {
        if (longs == null) {
            throw new IllegalStateException("a tensor of " + dtype + " has no integer values");
        }
        return longs;
    }

    /// One element of a float tensor.
    public float get(int... index) {
        return data()[offset(index)];
    }

    private int offset(int[] index) {
        if (index.length != shape.rank()) {
            throw new ShapeException(index.length + " indices for a tensor of shape " + shape);
        }
        int at = 0;
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= shape.dim(i)) {
                throw new ShapeException("index " + Arrays.toString(index) + " is outside " + shape);
            }
            at = at * shape.dim(i) + index[i];
        }
        return at;
    }

    /// The same values in another shape of equal size.
    public Tensor reshape(int... dims) {
        Shape s = Shape.of(dims);
        if (s.size() != shape.size()) {
            throw new ShapeException("cannot reshape " + shape + " (" + shape.size() + " values) to " + s);
        }
        return new Tensor(s, dtype, floats, longs);
    }

    /// The part `[from, to)` of the first axis.
    public Tensor slice(int from, int to) {
        int row = (int) shape.size(1, shape.rank());
        Shape s = shape.with(0, to - from);
        return floats != null
                ? wrap(s, Arrays.copyOfRange(floats, from * row, to * row))
                : new Tensor(s, dtype, null, Arrays.copyOfRange(longData(), from * row, to * row));
    }

    /// Position of the largest value in row-major order; the first of equals.
    public int argmax() {
        float[] v = data();
        int best = 0;
        for (int i = 1; i < v.length; i++) {
            if (v[i] > v[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Tensor t
                && dtype == t.dtype
                && shape.equals(t.shape)
                && Arrays.equals(floats, t.floats)
                && Arrays.equals(longs, t.longs);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + (floats != null ? Arrays.hashCode(floats) : Arrays.hashCode(longs));
    }

    @Override
    public String toString() {
        String all = floats != null ? Arrays.toString(floats) : Arrays.toString(longs);
        return "Tensor" + shape + " " + dtype + " " + (all.length() > 80 ? all.substring(0, 77) + "..." : all);
    }
}
