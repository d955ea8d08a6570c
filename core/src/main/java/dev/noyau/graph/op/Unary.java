package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of one number, element by element: `y = f(x)`. The formulas are those of ONNX's operators of the same
/// names, and of the papers named at [Kind].
///
/// **Shapes**: any → the same. `ABS`, `NEG` and `SIGN` also take integers.
///
/// @param alpha the kind's first number, see [Kind]
/// @param beta its second
public record Unary(Kind kind, float alpha, float beta) implements Op {

    /// The functions.
    ///
    /// | kind | formula |
    /// |---|---|
    /// | `ELU` | `x > 0 ? x : α(eˣ - 1)` (Clevert et al. 2015) |
    /// | `CELU` | `x > 0 ? x : α(e^(x/α) - 1)` (Barron 2017) |
    /// | `SELU` | `β(x > 0 ? x : α(eˣ - 1))` (Klambauer et al. 2017) |
    /// | `LEAKY_RELU` | `x > 0 ? x : αx` (Maas et al. 2013) |
    /// | `THRESHOLDED_RELU` | `x > α ? x : 0` |
    /// | `CLIP` | `min(max(x, α), β)`; ReLU6 is 0 to 6, hard tanh -1 to 1 |
    /// | `SHRINK` | `x < -β ? x + α : x > β ? x - α : 0` |
    /// | `HARD_SIGMOID` | `min(max(αx + β, 0), 1)` |
    /// | `HARD_SWISH` | `x · min(max(x/6 + ½, 0), 1)` (Howard et al. 2019) |
    /// | `SIGMOID` | `1 / (1 + e⁻ˣ)` |
    /// | `LOG_SIGMOID` | `-log(1 + e⁻ˣ)` |
    /// | `SWISH` | `x / (1 + e^(-αx))`, with α = 1 SiLU (Ramachandran et al. 2017) |
    /// | `GELU` | `x/2 · (1 + erf(x/√2))` (Hendrycks, Gimpel 2016) |
    /// | `GELU_TANH` | `x/2 · (1 + tanh(√(2/π)(x + 0.044715x³)))` |
    /// | `SOFTPLUS` | `log(1 + eˣ)` |
    /// | `SOFTSIGN` | `x / (1 + abs x)` |
    /// | `MISH` | `x · tanh(log(1 + eˣ))` (Misra 2019) |
    /// | `ROUND` | to the nearest whole number, halves to the even one |
    /// | others | as named |
    public enum Kind {
        ABS("Abs"),
        ACOS("Acos"),
        ACOSH("Acosh"),
        ASIN("Asin"),
        ASINH("Asinh"),
        ATAN("Atan"),
        ATANH("Atanh"),
        CEIL("Ceil"),
        CELU("Celu"),
        CLIP("Clip"),
        COS("Cos"),
        COSH("Cosh"),
        ELU("Elu"),
        ERF("Erf"),
        FLOOR("Floor"),
        GELU("Gelu"),
        GELU_TANH("Gelu"),
        HARD_SIGMOID("HardSigmoid"),
        HARD_SWISH("HardSwish"),
        LEAKY_RELU("LeakyRelu"),
        LOG("Log"),
        LOG_SIGMOID("LogSigmoid"),
        MISH("Mish"),
        NEG("Neg"),
        RECIPROCAL("Reciprocal"),
        ROUND("Round"),
        SELU("Selu"),
        SHRINK("Shrink"),
        SIGMOID("Sigmoid"),
        SIGN("Sign"),
        SIN("Sin"),
        SINH("Sinh"),
        SOFTPLUS("Softplus"),
        SOFTSIGN("Softsign"),
        SQRT("Sqrt"),
        SWISH("Swish"),
        TAN("Tan"),
        TANH("Tanh"),
        THRESHOLDED_RELU("ThresholdedRelu");

        private final String onnx;

        Kind(String onnx) {
            this.onnx = onnx;
        }
    }

    /// A kind without numbers of its own; SiLU for `SWISH`, the published constants for `SELU`.
    public static Unary of(Kind kind) {
        return switch (kind) {
            case SELU -> new Unary(kind, 1.6732632f, 1.050701f);
            case CELU, ELU, SWISH, THRESHOLDED_RELU -> new Unary(kind, 1, 0);
            case LEAKY_RELU -> new Unary(kind, 0.01f, 0);
            case HARD_SIGMOID -> new Unary(kind, 0.2f, 0.5f);
            case SHRINK -> new Unary(kind, 0, 0.5f);
            case CLIP -> new Unary(kind, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
            default -> new Unary(kind, 0, 0);
        };
    }

    public static Unary clip(float min, float max) {
        return new Unary(Kind.CLIP, min, max);
    }

    @Override
    public String name() {
        return kind.onnx;
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Type x = in.getFirst();
        if (kind != Kind.ABS && kind != Kind.NEG && kind != Kind.SIGN || x.dtype() == DType.BOOL) {
            Broadcast.is(x, DType.F32);
        }
        return in;
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(UnaryGradient.emit(b, this, node.input(0), node.output(), Op.only(dy)));
    }
}
