package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Arithmetic;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Operators on integers that stand for floats: computed in float32 on the integers, which are exact up to 2^24.
final class Quantisation {
    private Quantisation() {}

    /// `saturate(round(x / scale) + zero point)`, halves to the even number.
    static void quantize(Site s) {
        s.integer("saturate", 1); // of 8-bit floats, which are not supported
        s.integer("precision", 0);
        Value x = s.value(0);
        long type = s.integer("output_dtype", 0);
        ElementType to = s.has(2) ? s.type(2) : type == 0 ? ElementType.UINT8 : s.typeOf(type);
        Value scale = perAxis(s, s.value(1), x.shape());
        Value zero = s.has(2) ? perAxis(s, s.as(s.any(2), DType.F32), x.shape()) : null;
        s.result(0, quantized(s, x, scale, zero, to), to);
    }

    private static Value quantized(Site s, Value x, Value scale, @Nullable Value zero, ElementType to) {
        if (to.becomes() != DType.I64 || to.bytes() > 2) {
            throw s.unsupported("quantisation to " + to + " is not supported");
        }
        Arithmetic a = new Arithmetic(s.builder());
        Value whole = a.unary(Unary.Kind.ROUND, a.div(x, scale));
        Value moved = zero == null ? whole : a.add(whole, zero);
        int bits = 8 * to.bytes();
        float low = to.isUnsigned() ? 0 : -(1L << bits - 1);
        float high = to.isUnsigned() ? (1L << bits) - 1 : (1L << bits - 1) - 1;
        return s.as(s.emit(Unary.clip(low, high), moved), DType.I64);
    }

    /// `(x - zero point) · scale`.
    static void dequantize(Site s) {
        s.integer("output_dtype", 0);
        Value x = s.any(0);
        Value scale = perAxis(s, s.value(1), x.shape());
        Value zero = s.has(2) ? perAxis(s, s.as(s.any(2), DType.F32), x.shape()) : null;
        s.result(0, new Arithmetic(s.builder()).mul(less(s, s.as(x, DType.F32), zero), scale), s.type(1));
    }

    private static Value less(Site s, Value x, @Nullable Value zero) {
        return zero == null ? x : new Arithmetic(s.builder()).sub(x, zero);
    }

    /// One number for all, for each place of an axis, or for each block of places of it.
    private static Value perAxis(Site s, Value v, Shape x) {
        long along = s.integer("axis", 1);
        int block = s.toInt(s.integer("block_size", 0), "block_size");
        if (v.shape().size() == 1) {
            return s.reshape(v, Shape.SCALAR);
        }
        int axis = s.axis(along, x);
        if (v.shape().rank() == 1) {
            int[] d = new int[x.rank() - axis];
            Arrays.fill(d, 1);
            d[0] = v.shape().dim(0);
            return s.reshape(v, Shape.of(d));
        }
        if (block < 1) {
            throw s.unsupported("block_size is missing for a scale of shape " + v.shape());
        }
        int[] apart = new int[v.shape().rank() + 1];
        System.arraycopy(v.shape().dims(), 0, apart, 0, axis + 1);
        apart[axis + 1] = 1;
        System.arraycopy(v.shape().dims(), axis + 1, apart, axis + 2, v.shape().rank() - axis - 1);
        Value one = s.reshape(v, Shape.of(apart));
        Value all = s.emit(new BroadcastTo(Shape.of(apart).with(axis + 1, block)), one);
        Value joined = s.reshape(all, v.shape().with(axis, v.shape().dim(axis) * block));
        return joined.shape().dim(axis) == x.dim(axis)
                ? joined
                : s.emit(dev.noyau.graph.op.Slice.of(axis, 0, x.dim(axis)), joined);
    }

    /// Sums of products of integers, as INT32. Zero points are inputs 2 and 3.
    static void convInteger(Site s) {
        Value x = less(s, s.as(s.any(0), DType.F32), zero(s, 2, 0));
        Value w = less(s, s.as(s.any(1), DType.F32), zero(s, 3, s.shape(1).rank() - 1));
        s.result(0, s.as(Convolutions.convolved(s, x, w), DType.I64), ElementType.INT32);
    }

    static void matMulInteger(Site s) {
        Value a = less(s, s.as(s.any(0), DType.F32), zero(s, 2, 1));
        Value b = less(s, s.as(s.any(1), DType.F32), zero(s, 3, 0));
        s.result(0, s.as(MatrixProducts.product(s, a, b), DType.I64), ElementType.INT32);
    }

    /// A number for all, or one for each place of an axis with so many axes behind it.
    private static @Nullable Value zero(Site s, int input, int behind) {
        return s.has(input) ? column(s, s.as(s.any(input), DType.F32), behind) : null;
    }

    private static Value column(Site s, Value v, int behind) {
        if (v.shape().rank() != 1) {
            return v;
        }
        int[] d = new int[behind + 1];
        Arrays.fill(d, 1);
        d[0] = v.shape().dim(0);
        return s.reshape(v, Shape.of(d));
    }

    /// Inputs: x, its scale and zero point, w, its scale and zero point, the result's scale and zero point, bias.
    static void qLinearConv(Site s) {
        Arithmetic a = new Arithmetic(s.builder());
        int behind = s.shape(3).rank() - 1;
        Value x = a.mul(less(s, s.as(s.any(0), DType.F32), zero(s, 2, 0)), s.value(1));
        Value scale = column(s, s.value(4), behind);
        Value w = a.mul(less(s, s.as(s.any(3), DType.F32), zero(s, 5, behind)), scale);
        Value y = Convolutions.convolved(s, x, w);
        if (s.has(8)) {
            Value step = a.mul(s.value(1), s.value(4));
            y = a.add(y, column(s, a.mul(s.as(s.any(8), DType.F32), step), behind - 1));
        }
        result(s, y);
    }

    static void qLinearMatMul(Site s) {
        Arithmetic a = new Arithmetic(s.builder());
        Value x = a.mul(less(s, s.as(s.any(0), DType.F32), zero(s, 2, 1)), column(s, s.value(1), 1));
        Value y = a.mul(less(s, s.as(s.any(3), DType.F32), zero(s, 5, 0)), s.value(4));
        result(s, MatrixProducts.product(s, x, y));
    }

    private static void result(Site s, Value y) {
        s.result(0, quantized(s, y, s.value(6), zero(s, 7, 0), s.type(7)), s.type(7));
    }
}
