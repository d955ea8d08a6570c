package dev.noyau.reference;

import dev.noyau.graph.Type;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The values of one graph value while the reference backend runs, in row-major order of the logical shape:
/// `double` for F32, `long` for I64 and BOOL.
///
/// Unlike a [Tensor] it is written again at each run, and holds numbers that a float could not.
public final class NdArray {
    private final Type type;
    private final double @Nullable [] doubles;
    private final long @Nullable [] longs;

    private NdArray(Type type, double @Nullable [] doubles, long @Nullable [] longs) {
        this.type = type;
        this.doubles = doubles;
        this.longs = longs;
    }

    /// Zeros.
    public static NdArray of(Type type) {
        int size = type.shape().intSize();
        return type.dtype() == DType.F32
                ? new NdArray(type, new double[size], null)
                : new NdArray(type, null, new long[size]);
    }

    /// A copy of a tensor.
    public static NdArray of(Tensor t) {
        NdArray a = of(new Type(t.dtype(), t.shape()));
        if (a.doubles != null) {
            a.load(t.data(), 0);
        } else {
            a.load(t.longData());
        }
        return a;
    }

    public Type type() {
        return type;
    }

    public Shape shape() {
        return type.shape();
    }

    /// Number of values.
    public int size() {
        return doubles != null ? doubles.length : longs().length;
    }

    /// The values of an F32 array themselves, not a copy.
    ///
    /// @throws IllegalStateException for another type
    public double[] doubles() {
        if (doubles == null) {
            throw new IllegalStateException("expected floats, found " + type);
        }
        return doubles;
    }

    /// The values of an I64 or BOOL array themselves, not a copy.
    ///
    /// @throws IllegalStateException for another type
    public long[] longs() {
        if (longs == null) {
            throw new IllegalStateException("expected integers, found " + type);
        }
        return longs;
    }

    /// Takes its values from a place in a float array.
    public void load(float[] from, int offset) {
        double[] d = doubles();
        for (int i = 0; i < d.length; i++) {
            d[i] = from[offset + i];
        }
    }

    /// Takes its values from a double array of equal length.
    public void load(double[] from) {
        System.arraycopy(from, 0, doubles(), 0, checked(from.length));
    }

    /// Takes its values from an integer array of equal length.
    public void load(long[] from) {
        System.arraycopy(from, 0, longs(), 0, checked(from.length));
    }

    private int checked(int length) {
        if (length != size()) {
            throw new IllegalArgumentException(type + " has " + size() + " values, " + length + " were given");
        }
        return length;
    }

    /// Takes one value from an array of the same element type.
    void take(int to, NdArray from, int at) {
        if (doubles != null) {
            doubles[to] = from.doubles()[at];
        } else {
            longs()[to] = from.longs()[at];
        }
    }

    /// Gives one element this value, true as 1.
    void put(int to, double value) {
        if (doubles != null) {
            doubles[to] = value;
        } else {
            longs()[to] = (long) value;
        }
    }

    /// Writes its values, rounded to float, to a place in a float array.
    public void store(float[] to, int offset) {
        double[] d = doubles();
        for (int i = 0; i < d.length; i++) {
            to[offset + i] = (float) d[i];
        }
    }

    /// Writes its values to an integer array of equal length.
    public void store(long[] to) {
        System.arraycopy(longs(), 0, to, 0, checked(to.length));
    }

    /// A tensor of the same values, rounded to float.
    public Tensor toTensor() {
        if (longs != null) {
            return type.dtype() == DType.I64 ? Tensor.ofLongs(shape(), longs) : Tensor.ofBooleans(shape(), longs);
        }
        float[] f = new float[size()];
        store(f, 0);
        return Tensor.wrap(shape(), f);
    }

    @Override
    public String toString() {
        return toTensor().toString();
    }
}
