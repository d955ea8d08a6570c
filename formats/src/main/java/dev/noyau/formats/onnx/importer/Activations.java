package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.PRelu;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Unary;
import dev.noyau.graph.op.Unary.Kind;
import dev.noyau.tensor.Shape;
import java.util.Arrays;

/// Functions of one number, element by element.
final class Activations {
    private static final float SELU_ALPHA = 1.67326319217681884765625f;
    private static final float SELU_GAMMA = 1.05070102214813232421875f;

    private Activations() {}

    static void relu(Site s) {
        s.attribute("consumed_inputs"); // before opset 6
        s.result(s.emit(new Relu(), s.value(0)));
    }

    static void exp(Site s) {
        s.attribute("consumed_inputs");
        s.result(s.emit(new Exp(), s.value(0)));
    }

    /// A function without numbers of its own.
    static void plain(Site s, Kind kind) {
        s.attribute("consumed_inputs");
        s.result(s.emit(Unary.of(kind), s.any(0)));
    }

    /// A function with the attribute `alpha`.
    static void withAlpha(Site s, Kind kind, float absent) {
        s.attribute("consumed_inputs");
        s.result(s.emit(new Unary(kind, s.real("alpha", absent), 0), s.value(0)));
    }

    static void selu(Site s) {
        s.attribute("consumed_inputs");
        // Before opset 6 the constants had three digits.
        float alpha = s.real("alpha", s.opset() < 6 ? 1.6732f : SELU_ALPHA);
        float gamma = s.real("gamma", s.opset() < 6 ? 1.0507f : SELU_GAMMA);
        s.result(s.emit(new Unary(Kind.SELU, alpha, gamma), s.value(0)));
    }

    static void hardSigmoid(Site s) {
        s.attribute("consumed_inputs");
        s.result(s.emit(new Unary(Kind.HARD_SIGMOID, s.real("alpha", 0.2f), s.real("beta", 0.5f)), s.value(0)));
    }

    static void shrink(Site s) {
        s.result(s.emit(new Unary(Kind.SHRINK, s.real("bias", 0), s.real("lambd", 0.5f)), s.value(0)));
    }

    static void gelu(Site s) {
        String how = s.text("approximate", "none");
        s.result(s.emit(
                Unary.of(
                        switch (how) {
                            case "none" -> Kind.GELU;
                            case "tanh" -> Kind.GELU_TANH;
                            default -> throw s.unsupported("approximate " + how + " is not supported");
                        }),
                s.value(0)));
    }

    /// Before opset 7, as many slopes as channels are those of axis 1.
    static void prelu(Site s) {
        s.attribute("consumed_inputs");
        Value x = s.value(0);
        Value slope = s.weight(1);
        if (s.opset() < 7 && slope.shape().rank() == 1 && x.shape().rank() > 2) {
            int[] d = new int[x.shape().rank() - 1];
            Arrays.fill(d, 1);
            d[0] = slope.shape().dim(0);
            slope = s.reshape(slope, Shape.of(d));
        }
        s.result(s.emit(new PRelu(), x, slope));
    }
}
