package dev.noyau.formats.onnx.exporter;

import dev.noyau.formats.onnx.proto.AttributeProto;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.Mod;
import dev.noyau.graph.op.Unary;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Functions of single numbers.
final class Functions {
    private Functions() {}

    static void unary(Node n, Unary u, Exporter e) {
        switch (u.kind()) {
            case CELU, ELU, LEAKY_RELU, THRESHOLDED_RELU -> plain(n, e, Attributes.real("alpha", u.alpha()));
            case SELU -> plain(n, e, Attributes.real("alpha", u.alpha()), Attributes.real("gamma", u.beta()));
            case HARD_SIGMOID -> plain(n, e, Attributes.real("alpha", u.alpha()), Attributes.real("beta", u.beta()));
            case SHRINK -> plain(n, e, Attributes.real("bias", u.alpha()), Attributes.real("lambd", u.beta()));
            case GELU -> {
                e.needs(20);
                plain(n, e);
            }
            case GELU_TANH -> {
                e.needs(20);
                plain(n, e, Attributes.text("approximate", "tanh"));
            }
            case MISH -> {
                e.needs(18);
                plain(n, e);
            }
            case CLIP -> clip(n, u, e);
            case SWISH -> swish(n, u, e);
            case LOG_SIGMOID -> logSigmoid(n, e);
            default -> plain(n, e);
        }
    }

    private static void plain(Node n, Exporter e, AttributeProto... attributes) {
        e.add(n, n.op().name(), n.inputs(), attributes);
    }

    /// A bound that bounds nothing is left out.
    private static void clip(Node n, Unary u, Exporter e) {
        List<String> in = new ArrayList<>(List.of(e.nameOf(n.input(0))));
        in.add(u.alpha() == Float.NEGATIVE_INFINITY ? "" : bound(n, e, "min", u.alpha()));
        if (u.beta() != Float.POSITIVE_INFINITY) {
            in.add(bound(n, e, "max", u.beta()));
        } else if (in.getLast().isEmpty()) {
            in.removeLast();
        }
        e.addNamed(n, "Clip", in);
    }

    private static String bound(Node n, Exporter e, String what, float value) {
        return e.stored(n, what, Tensor.of(Shape.SCALAR, value));
    }

    /// `x · sigmoid(αx)`: ONNX's own word for it is younger (24) than most runtimes.
    private static void swish(Node n, Unary u, Exporter e) {
        String x = e.nameOf(n.input(0));
        String scaled =
                u.alpha() == 1 ? x : e.helper(n, "Mul", List.of(x, e.numbers(n, Tensor.of(Shape.SCALAR, u.alpha()))));
        e.addNamed(n, "Mul", List.of(x, e.helper(n, "Sigmoid", List.of(scaled))));
    }

    /// `-softplus(-x)`
    private static void logSigmoid(Node n, Exporter e) {
        String negative = e.helper(n, "Neg", List.of(e.nameOf(n.input(0))));
        e.addNamed(n, "Neg", List.of(e.helper(n, "Softplus", List.of(negative))));
    }

    /// Of floats ONNX has C's `fmod` alone; the other one is `a - b · ⌊a/b⌋`.
    static void mod(Node n, Mod m, Exporter e) {
        if (m.fmod() || n.output().type().dtype() == DType.I64) {
            e.add(n, "Mod", n.inputs(), Attributes.flag("fmod", m.fmod()));
            return;
        }
        String a = e.nameOf(n.input(0));
        String b = e.nameOf(n.input(1));
        String whole = e.helper(n, "Floor", List.of(e.helper(n, "Div", List.of(a, b))));
        e.addNamed(n, "Sub", List.of(a, e.helper(n, "Mul", List.of(b, whole))));
    }
}
