package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.AttributeProto.Ints;
import dev.noyau.formats.onnx.proto.AttributeProto.Reals;
import dev.noyau.formats.onnx.proto.AttributeProto.Values;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.Mul;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;

/// Operators that compute nothing, at least when a network is used: Constant, Identity, Dropout.
final class Constants {
    private static final int RATIO_AS_INPUT = 12;
    private static final float DEFAULT_RATIO = 0.5f;

    private Constants() {}

    static void constant(Site s) {
        if (s.attribute("value") instanceof Values(var stored)) {
            try {
                s.result(stored.tensor());
            } catch (FormatException e) {
                throw s.unsupported("its " + e.getMessage());
            }
        } else if (s.attribute("value_float") != null) {
            s.result(Tensor.scalar(s.real("value_float", 0)));
        } else if (s.attribute("value_int") != null) {
            s.result(Tensor.ofLongs(Shape.SCALAR, s.integer("value_int", 0)));
        } else if (s.attribute("value_ints") instanceof Ints list) {
            long[] v = list.toArray();
            s.result(Tensor.ofLongs(Shape.of(v.length), v));
        } else if (s.attribute("value_floats") instanceof Reals(var list)) {
            float[] v = new float[list.size()];
            for (int i = 0; i < v.length; i++) {
                v[i] = list.get(i);
            }
            s.result(Tensor.wrap(Shape.of(v.length), v));
        } else {
            throw s.unsupported("it holds no number, list of numbers or tensor");
        }
    }

    static void identity(Site s) {
        s.passes(0);
    }

    /// Drops in training, otherwise lets everything through.
    static void dropout(Site s) {
        s.integer("seed", 0); // Noyau's generator is another one
        float ratio = s.opset() < RATIO_AS_INPUT ? s.real("ratio", DEFAULT_RATIO) : ratioInput(s);
        if (!(ratio >= 0 && ratio < 1)) {
            throw s.unsupported("the ratio must be in [0, 1), found " + ratio);
        }
        if (s.mode() == Mode.INFERENCE || ratio == 0) {
            s.passes(0);
            return;
        }
        Value x = s.value(0);
        Value key = s.trace().key();
        Value mask = s.emit(new DropoutMask(ratio, s.trace().nextStream(), x.shape()), key);
        s.result(s.emit(new Mul(), x, mask));
    }

    private static float ratioInput(Site s) {
        if (!s.has(1)) {
            return DEFAULT_RATIO;
        }
        Tensor t = s.constant(1);
        if (t.dtype() != DType.F32 || t.shape().size() != 1) {
            throw s.unsupported("the ratio should be one float, found " + t.dtype() + t.shape());
        }
        return t.data()[0];
    }
}
