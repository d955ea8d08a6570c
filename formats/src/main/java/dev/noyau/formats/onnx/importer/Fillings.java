package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.AttributeProto.Values;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;

/// Operators that make values of shapes: ConstantOfShape, EyeLike, Range.
final class Fillings {
    private Fillings() {}

    static void constantOfShape(Site s) {
        Shape shape = Folding.affordable(Shapes.of(s, s.constantInts(0)));
        ElementType type = ElementType.FLOAT;
        Tensor one = Tensor.scalar(0);
        if (s.attribute("value") instanceof Values(var stored)) {
            try {
                one = stored.tensor();
                ElementType said = stored.type();
                type = said == null ? type : said;
            } catch (FormatException e) {
                throw s.unsupported("its " + e.getMessage());
            }
        }
        if (one.shape().size() != 1) {
            throw s.unsupported("the value should be one number, found " + one.shape());
        }
        if (one.dtype() == DType.F32) {
            float[] v = new float[shape.intSize()];
            Arrays.fill(v, one.data()[0]);
            s.result(0, Tensor.wrap(shape, v), type);
        } else {
            long[] v = new long[shape.intSize()];
            Arrays.fill(v, one.longData()[0]);
            s.result(0, longs(shape, v, type), type);
        }
    }

    private static Tensor longs(Shape shape, long[] v, ElementType type) {
        return type.becomes() == DType.BOOL ? Tensor.ofBooleans(shape, v) : Tensor.ofLongs(shape, v);
    }

    /// Ones on a diagonal.
    static void eyeLike(Site s) {
        Shape shape = s.shape(0);
        if (shape.rank() != 2) {
            throw s.unsupported("it is for matrices, found " + shape);
        }
        ElementType type = s.attribute("dtype") == null ? s.type(0) : s.typeOf(s.integer("dtype", 1));
        long k = s.integer("k", 0);
        Folding.affordable(shape);
        long[] v = new long[shape.intSize()];
        for (int i = 0; i < shape.dim(0); i++) {
            long j = i + k;
            if (j >= 0 && j < shape.dim(1)) {
                v[i * shape.dim(1) + (int) j] = 1;
            }
        }
        if (type.becomes() == DType.F32) {
            float[] f = new float[v.length];
            for (int i = 0; i < f.length; i++) {
                f[i] = v[i];
            }
            s.result(0, Tensor.wrap(shape, f), type);
        } else {
            s.result(0, longs(shape, v, type), type);
        }
    }

    /// From start to before the limit.
    static void range(Site s) {
        s.integer("stash_type", 1); // all is computed in double
        double start = number(s, 0);
        double step = number(s, 2);
        double count = Math.max(0, Math.ceil((number(s, 1) - start) / step));
        if (!(count <= Integer.MAX_VALUE)) {
            throw s.unsupported("the range has " + count + " values");
        }
        Shape shape = Folding.affordable(Shape.of((int) count));
        if (s.type(0).becomes() == DType.F32) {
            float[] v = new float[(int) count];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (start + i * step);
            }
            s.result(0, Tensor.wrap(shape, v), s.type(0));
        } else {
            long[] v = new long[(int) count];
            for (int i = 0; i < v.length; i++) {
                v[i] = (long) start + i * (long) step;
            }
            s.result(0, Tensor.ofLongs(shape, v), s.type(0));
        }
    }

    private static double number(Site s, int input) {
        Tensor t = s.constant(input);
        if (t.shape().size() != 1) {
            throw s.unsupported("input " + input + " should be one number, found " + t.shape());
        }
        return t.dtype() == DType.F32 ? t.data()[0] : t.longData()[0];
    }
}
