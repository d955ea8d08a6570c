package dev.noyau.data;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What the outputs for some samples should be, in row-major order: numbers of classes (i64), or numbers that are to
/// be met (f32: a regression, several labels at once, probabilities).
///
/// **Shapes**: a class a sample (N) or a pixel (N, H, W); numbers of any shape (N, ...).
public final class Targets {
    private final long @Nullable [] classes;
    private final float @Nullable [] values;

    private Targets(long @Nullable [] classes, float @Nullable [] values) {
        this.classes = classes;
        this.values = values;
    }

    /// Numbers of classes; the array is not copied.
    public static Targets classes(long... classes) {
        return new Targets(classes, null);
    }

    /// Numbers to be met; the array is not copied.
    public static Targets values(float... values) {
        return new Targets(null, values);
    }

    /// The values of a tensor, which are not copied.
    public static Targets of(Tensor t) {
        return t.dtype() == DType.F32 ? values(t.data()) : classes(t.longData());
    }

    /// Room for targets.
    ///
    /// @param shape with the axis of the samples
    public static Targets room(DType type, Shape shape) {
        return type == DType.F32 ? values(new float[shape.intSize()]) : classes(new long[shape.intSize()]);
    }

    /// I64 for classes, F32 for numbers.
    public DType type() {
        return values == null ? DType.I64 : DType.F32;
    }

    public int size() {
        return values == null ? classes().length : values.length;
    }

    /// The numbers of the classes themselves, not a copy.
    ///
    /// @throws IllegalStateException for numbers that are to be met
    public long[] classes() {
        if (classes == null) {
            throw new IllegalStateException("the targets are numbers (" + type() + "), not classes");
        }
        return classes;
    }

    /// The numbers to be met themselves, not a copy.
    ///
    /// @throws IllegalStateException for classes
    public float[] values() {
        if (values == null) {
            throw new IllegalStateException("the targets are numbers of classes (" + type() + "), not values");
        }
        return values;
    }

    /// One target as a number.
    public double get(int i) {
        return values == null ? classes()[i] : values[i];
    }

    /// Changes one target; a class is a whole number.
    void set(int i, double target) {
        if (values == null) {
            classes()[i] = (long) target;
        } else {
            values[i] = (float) target;
        }
    }
}
