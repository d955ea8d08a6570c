package dev.noyau.formats.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A tensor of a case: numbers without a type, which the operator that reads them gives.
record PeerTensor(int[] shape, double[] data, double tolerance) {
    /// Types of ONNX.
    static final int FLOAT = 1;

    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int INT64 = 7;
    static final int BOOL = 9;

    static PeerTensor of(Object json, double tolerance) {
        Map<?, ?> map = (Map<?, ?>) json;
        double[] data = ((List<?>) map.get("data"))
                .stream()
                        .mapToDouble(v -> v instanceof Double d ? d : Double.parseDouble((String) v))
                        .toArray();
        double own = map.get("atol") instanceof Double d ? d : tolerance;
        return new PeerTensor(ints((List<?>) map.get("shape")), data, own);
    }

    static int[] ints(List<?> list) {
        return list.stream().mapToInt(v -> ((Double) v).intValue()).toArray();
    }

    PeerTensor shaped(int... to) {
        return new PeerTensor(to, data, tolerance);
    }

    /// With a first axis of one image.
    PeerTensor batched() {
        int[] to = new int[shape.length + 1];
        to[0] = 1;
        System.arraycopy(shape, 0, to, 1, shape.length);
        return shaped(to);
    }

    int rank() {
        return shape.length;
    }

    TensorProto proto(String name, int type) {
        TensorProto.Builder t = Onnx.named(name, type, shape);
        for (double v : data) {
            switch (type) {
                case FLOAT -> t.addFloatData((float) v);
                case INT64 -> t.addInt64Data((long) v);
                default -> t.addInt32Data((int) v);
            }
        }
        return t.build();
    }

    /// What differs; empty where nothing does.
    String differs(Tensor actual) {
        if (!actual.shape().equals(Shape.of(shape))) {
            return actual.shape() + " instead of " + Arrays.toString(shape);
        }
        for (int i = 0; i < data.length; i++) {
            double a = actual.dtype() == DType.F32 ? actual.data()[i] : actual.longData()[i];
            double e = data[i];
            if (a != e && !(Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e)))) {
                return "value " + i + " of " + actual.shape() + " is " + a + " instead of " + e;
            }
        }
        return "";
    }
}
