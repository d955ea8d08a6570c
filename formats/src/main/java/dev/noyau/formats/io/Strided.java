package dev.noyau.formats.io;

import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;

/// Tensors that lie in an array otherwise than in row-major order.
public final class Strided {
    private Strided() {}

    /// Element `(i, j, ...)` is element `offset + i·strides[0] + j·strides[1] + ...` of a row; the row
    /// itself where it holds nothing else. Who calls has made sure that all of them lie in it.
    ///
    /// @param row (elements)
    public static Tensor read(Tensor row, long offset, Shape shape, long... strides) {
        if (offset == 0 && shape.size() == row.shape().size() && isContiguous(shape, strides)) {
            return row.reshape(shape.dims());
        }
        int[] from = positions(offset, shape, strides);
        if (row.dtype() == DType.F32) {
            float[] values = new float[from.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.data()[from[i]];
            }
            return Tensor.wrap(shape, values);
        }
        long[] values = new long[from.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.longData()[from[i]];
        }
        return row.dtype() == DType.BOOL ? Tensor.ofBooleans(shape, values) : Tensor.ofLongs(shape, values);
    }

    private static boolean isContiguous(Shape shape, long[] strides) {
        int[] usual = shape.strides();
        for (int i = 0; i < usual.length; i++) {
            if (shape.dim(i) > 1 && strides[i] != usual[i]) {
                return false;
            }
        }
        return true;
    }

    private static int[] positions(long offset, Shape shape, long[] strides) {
        int[] positions = new int[shape.intSize()];
        int[] index = new int[shape.rank()];
        long at = offset;
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (int) at;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                if (++index[axis] < shape.dim(axis)) {
                    at += strides[axis];
                    break;
                }
                at -= strides[axis] * (index[axis] - 1);
                index[axis] = 0;
            }
        }
        return positions;
    }
}
