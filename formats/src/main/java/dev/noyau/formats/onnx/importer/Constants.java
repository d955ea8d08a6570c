package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.AttributeProto.Ints;
import dev.noyau.formats.onnx.proto.AttributeProto.Reals;
import dev.noyau.formats.onnx.proto.AttributeProto.Values;
import dev.noyau.formats.onnx.proto.ElementType;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Cast;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.Mul;
import dev.noyau.model.FormatException;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.Arrays;

/// Operators that compute nothing, at least when a network is used: Constant, Identity, Dropout.
final class Constants {
    private static final int RATIO_AS_INPUT = 12;
    private static final float DEFAULT_RATIO = 0.5f;

    private Constants() {}

    static void constant(Site s) {
        if (s.attribute("value") instanceof Values(var stored)) {
            try {
                ElementType type = stored.type();
                s.result(0, stored.tensor(), type == null ? ElementType.FLOAT : type);
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
        } else if (s.attribute("value_floats") instanceof Reals) {
            float[] v = s.reals("value_floats");
            s.result(Tensor.wrap(Shape.of(v.length), v));
        } else {
            throw s.unsupported("it holds no number, list of numbers or tensor");
        }
    }

    static void identity(Site s) {
        s.passes(0);
    }

    /// Drops in training, otherwise lets everything through. A model that says that it is not being trained is
    /// left in peace.
    static void dropout(Site s) {
        s.integer("seed", 0); // Noyau's generator is another one
        s.integer("is_test", 0); // before opset 7
        float ratio = s.opset() < RATIO_AS_INPUT ? s.real("ratio", DEFAULT_RATIO) : ratioInput(s);
        if (!(ratio >= 0 && ratio < 1)) {
            throw s.unsupported("the ratio must be in [0, 1), found " + ratio);
        }
        Shape shape = s.shape(0);
        boolean never = s.has(2) && s.constant(2).longData()[0] == 0;
        if (s.mode() == Mode.INFERENCE || never || ratio == 0) {
            s.passes(0);
            if (s.wants(1)) {
                long[] all = new long[Folding.affordable(shape).intSize()];
                Arrays.fill(all, 1);
                s.result(1, Tensor.ofBooleans(shape, all), ElementType.BOOL);
            }
            return;
        }
        Value x = s.value(0);
        Value key = s.trace().key();
        Value mask = s.emit(new DropoutMask(ratio, s.trace().nextStream(), x.shape()), key);
        s.result(s.emit(new Mul(), x, mask));
        if (s.wants(1)) {
            s.result(1, s.emit(new Cast(DType.BOOL), mask), ElementType.BOOL);
        }
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
