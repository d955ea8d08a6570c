package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Compare;
import dev.noyau.graph.op.Div;
import dev.noyau.graph.op.IsInf;
import dev.noyau.graph.op.IsNaN;
import dev.noyau.graph.op.Logic;
import dev.noyau.graph.op.Max;
import dev.noyau.graph.op.Min;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Not;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Pow;
import dev.noyau.graph.op.Sub;
import dev.noyau.graph.op.Where;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Arithmetic, comparisons and logic of two or more values. They broadcast as NumPy does; before opset 7 only where
/// asked, the second value's axes beginning at a given one.
final class Elementwise {
    private static final int NUMPY = 7;

    private Elementwise() {}

    static void add(Site s) {
        Value a = s.any(0);
        Value b = second(s, a.shape());
        if (isBias(a, b)) {
            s.result(s.emit(new BiasAdd(), a, b));
        } else if (isBias(b, a)) {
            s.result(s.emit(new BiasAdd(), b, a));
        } else {
            narrow(s, s.emit(new Add(), a, b));
        }
    }

    /// A matrix product and then an addition: how a fully connected layer is written without Gemm.
    private static boolean isBias(Value x, Value b) {
        return x.shape().rank() == 2
                && b.shape().rank() == 1
                && x.type().dtype() == DType.F32
                && b.type().dtype() == DType.F32
                && x.shape().dim(1) == b.shape().dim(0);
    }

    /// The second input; before opset 7 its axes begin at the attribute `axis`, or end where the first's end.
    static Value second(Site s, Shape first) {
        Value b = s.any(1);
        if (s.opset() >= NUMPY) {
            return b;
        }
        s.attribute("consumed_inputs");
        boolean broadcast = s.integer("broadcast", 0) != 0;
        if (s.attribute("axis") == null || !broadcast) {
            return b;
        }
        int axis = s.axis(s.integer("axis", 0), first);
        int[] d = new int[Math.max(first.rank() - axis, b.shape().rank())];
        for (int i = 0; i < d.length; i++) {
            d[i] = i < b.shape().rank() ? b.shape().dim(i) : 1;
        }
        return s.reshape(b, Shape.of(d));
    }

    static void sub(Site s) {
        arithmetic(s, new Sub());
    }

    static void mul(Site s) {
        arithmetic(s, new Mul());
    }

    static void div(Site s) {
        arithmetic(s, new Div());
    }

    static void mod(Site s) {
        arithmetic(s, new Mod(s.integer("fmod", 0) != 0));
    }

    private static void arithmetic(Site s, Op op) {
        Value a = s.any(0);
        narrow(s, s.emit(op, a, second(s, a.shape())));
    }

    private static void narrow(Site s, Value v) {
        s.result(Numbers.wrapped(s, v, s.type(0)));
    }

    /// The result has the type of the base; with a float on either side the power is one of floats.
    static void pow(Site s) {
        Value a = s.any(0);
        Value b = second(s, a.shape());
        boolean floats = a.type().dtype() == DType.F32 || b.type().dtype() == DType.F32;
        DType kind = floats ? DType.F32 : DType.I64;
        Value y = s.emit(new Pow(), s.as(a, kind), s.as(b, kind));
        s.result(0, Numbers.cast(s, y, s.type(0)), s.type(0));
    }

    static void max(Site s) {
        s.result(all(s, new Max()));
    }

    static void min(Site s) {
        s.result(all(s, new Min()));
    }

    static void sum(Site s) {
        s.result(all(s, new Add()));
    }

    static void mean(Site s) {
        s.result(s.emit(new Mul(), all(s, new Add()), s.builder().constant(1f / s.inputs())));
    }

    private static Value all(Site s, Op op) {
        s.attribute("consumed_inputs");
        Value v = s.any(0);
        for (int i = 1; i < s.inputs(); i++) {
            v = s.emit(op, v, s.any(i));
        }
        return v;
    }

    static void compare(Site s, Compare.Kind kind) {
        Value a = s.any(0);
        Value b = second(s, a.shape());
        boolean masks = a.type().dtype() == DType.BOOL;
        s.result(s.emit(new Compare(kind), masks ? s.as(a, DType.I64) : a, masks ? s.as(b, DType.I64) : b));
    }

    static void logic(Site s, Logic.Kind kind) {
        Value a = s.any(0);
        s.result(s.emit(new Logic(kind), a, second(s, a.shape())));
    }

    static void not(Site s) {
        s.result(s.emit(new Not(), s.any(0)));
    }

    static void isNaN(Site s) {
        s.result(s.emit(new IsNaN(), s.value(0)));
    }

    static void isInf(Site s) {
        boolean positive = s.integer("detect_positive", 1) != 0;
        boolean negative = s.integer("detect_negative", 1) != 0;
        s.result(s.emit(new IsInf(positive, negative), s.value(0)));
    }

    static void where(Site s) {
        s.result(0, s.emit(new Where(), s.any(0), s.any(1), s.any(2)), s.type(1));
    }

    /// Before opset 11 the bounds are attributes. Where the lower one is above the upper one, the upper one counts.
    static void clip(Site s) {
        Value x = s.any(0);
        s.attribute("consumed_inputs");
        if (s.opset() < 11) {
            float low = s.real("min", Float.NEGATIVE_INFINITY);
            s.result(bounded(s, x, low, s.real("max", Float.POSITIVE_INFINITY)));
            return;
        }
        Float low = bound(s, 1, Float.NEGATIVE_INFINITY);
        Float high = bound(s, 2, Float.POSITIVE_INFINITY);
        if (x.type().dtype() == DType.F32 && low != null && high != null) {
            s.result(bounded(s, x, low, high));
            return;
        }
        Value above = s.has(1) ? s.emit(new Max(), x, s.any(1)) : x;
        s.result(s.has(2) ? s.emit(new Min(), above, s.any(2)) : above);
    }

    private static Value bounded(Site s, Value x, float low, float high) {
        return s.emit(dev.noyau.graph.op.Unary.clip(Math.min(low, high), high), x);
    }

    /// A bound that is known; null for one that is computed.
    private static @Nullable Float bound(Site s, int input, float absent) {
        if (!s.has(input)) {
            return absent;
        }
        Tensor t = s.known(input);
        return t != null && t.dtype() == DType.F32 && t.shape().size() == 1 ? t.data()[0] : null;
    }
}
