package dev.noyau.graph;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;

/// What is known of a value before anything runs: element type and shape.
public record Type(DType dtype, Shape shape) {
    public static Type f32(Shape shape) {
        return new Type(DType.F32, shape);
    }

    public static Type i64(Shape shape) {
        return new Type(DType.I64, shape);
    }

    public static Type bool(Shape shape) {
        return new Type(DType.BOOL, shape);
    }

    @Override
    public String toString() {
        return dtype.name().toLowerCase(java.util.Locale.ROOT) + shape;
    }
}
