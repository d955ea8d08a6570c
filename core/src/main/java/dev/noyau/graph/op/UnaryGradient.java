package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.Unary.Kind;
import org.jspecify.annotations.Nullable;

/// `dx = dy · f'(x)` for each kind of [Unary]. At a kink it is 0 where the function's flat side ends (as ReLU's at 0).
final class UnaryGradient {
    private static final float TWO_OVER_ROOT_PI = (float) (2 / Math.sqrt(Math.PI));
    private static final float ROOT_HALF = (float) Math.sqrt(0.5);
    private static final float NORMAL = (float) (1 / Math.sqrt(2 * Math.PI));
    private static final float ROOT_TWO_OVER_PI = (float) Math.sqrt(2 / Math.PI);
    private static final float CUBIC = 0.044715f;

    private UnaryGradient() {}

    static @Nullable Value emit(GraphBuilder b, Unary op, Value x, Value y, Value dy) {
        Arithmetic a = new Arithmetic(b);
        return switch (op.kind()) {
            case SIGN, FLOOR, CEIL, ROUND -> null;
            case ABS -> a.mul(dy, a.unary(Kind.SIGN, x));
            case NEG -> a.unary(Kind.NEG, dy);
            case LOG -> a.div(dy, x);
            case SQRT -> a.div(a.mul(dy, 0.5f), y);
            case RECIPROCAL -> a.unary(Kind.NEG, a.mul(dy, a.square(y)));
            case SIN -> a.mul(dy, a.unary(Kind.COS, x));
            case COS -> a.unary(Kind.NEG, a.mul(dy, a.unary(Kind.SIN, x)));
            case TAN -> a.mul(dy, a.add(a.square(y), 1));
            case ASIN -> a.div(dy, root(a, a.sub(1, a.square(x))));
            case ACOS -> a.unary(Kind.NEG, a.div(dy, root(a, a.sub(1, a.square(x)))));
            case ATAN -> a.div(dy, a.add(a.square(x), 1));
            case SINH -> a.mul(dy, a.unary(Kind.COSH, x));
            case COSH -> a.mul(dy, a.unary(Kind.SINH, x));
            case ASINH -> a.div(dy, root(a, a.add(a.square(x), 1)));
            case ACOSH -> a.div(dy, root(a, a.add(a.square(x), -1)));
            case ATANH -> a.div(dy, a.sub(1, a.square(x)));
            case ERF -> a.mul(dy, a.mul(a.exp(a.unary(Kind.NEG, a.square(x))), TWO_OVER_ROOT_PI));
            case TANH -> a.mul(dy, a.sub(1, a.square(y)));
            case SIGMOID -> a.mul(dy, a.mul(y, a.sub(1, y)));
            case LOG_SIGMOID -> a.mul(dy, a.sub(1, a.sigmoid(x)));
            case SOFTPLUS -> a.mul(dy, a.sigmoid(x));
            case SOFTSIGN -> a.div(dy, a.square(a.add(a.unary(Kind.ABS, x), 1)));
            case SWISH -> swish(a, op.alpha(), x, dy);
            case MISH -> mish(a, x, dy);
            case GELU -> gelu(a, x, dy);
            case GELU_TANH -> geluTanh(a, x, dy);
            default -> piecewise(a, op, x, dy);
        };
    }

    private static Value root(Arithmetic a, Value v) {
        return a.unary(Kind.SQRT, v);
    }

    /// Kinds of several pieces; an exponential is only taken on the side where it counts, so that it cannot overflow
    /// on the other.
    private static Value piecewise(Arithmetic a, Unary op, Value x, Value dy) {
        float alpha = op.alpha();
        float beta = op.beta();
        return switch (op.kind()) {
            case LEAKY_RELU -> a.where(a.greater(x, 0), dy, a.mul(dy, alpha));
            case THRESHOLDED_RELU -> a.where(a.greater(x, alpha), dy, 0);
            case CLIP -> a.where(a.and(a.greater(x, alpha), a.less(x, beta)), dy, 0);
            case SHRINK -> a.where(a.greater(a.unary(Kind.ABS, x), beta), dy, 0);
            case HARD_SIGMOID -> {
                Value line = a.add(a.mul(x, alpha), beta);
                yield a.where(a.and(a.greater(line, 0), a.less(line, 1)), a.mul(dy, alpha), 0);
            }
            case HARD_SWISH -> {
                Value slope = a.add(a.mul(x, 1f / 3), 0.5f);
                Value inner = a.where(a.less(x, 3), a.mul(dy, slope), dy);
                yield a.where(a.greater(x, -3), inner, 0);
            }
            case ELU -> a.where(a.greater(x, 0), dy, a.mul(dy, a.mul(a.exp(a.min(x, 0)), alpha)));
            case CELU -> a.where(a.greater(x, 0), dy, a.mul(dy, a.exp(a.min(a.mul(x, 1 / alpha), 0))));
            case SELU -> a.mul(a.where(a.greater(x, 0), dy, a.mul(dy, a.mul(a.exp(a.min(x, 0)), alpha))), beta);
            default -> throw new IllegalStateException("no gradient of " + op.kind());
        };
    }

    /// `σ + αx·σ(1 - σ)`.
    private static Value swish(Arithmetic a, float alpha, Value x, Value dy) {
        Value s = a.sigmoid(alpha == 1 ? x : a.mul(x, alpha));
        Value slope = a.mul(a.mul(x, a.sub(1, s)), alpha);
        return a.mul(dy, a.mul(s, a.add(slope, 1)));
    }

    /// `t + x·σ(x)·(1 - t²)` with `t = tanh(softplus x)`.
    private static Value mish(Arithmetic a, Value x, Value dy) {
        Value t = a.unary(Kind.TANH, a.unary(Kind.SOFTPLUS, x));
        Value inner = a.mul(a.mul(x, a.sigmoid(x)), a.sub(1, a.square(t)));
        return a.mul(dy, a.add(t, inner));
    }

    /// `Φ(x) + x·φ(x)`.
    private static Value gelu(Arithmetic a, Value x, Value dy) {
        Value cdf = a.add(a.mul(a.unary(Kind.ERF, a.mul(x, ROOT_HALF)), 0.5f), 0.5f);
        Value pdf = a.mul(a.exp(a.mul(a.square(x), -0.5f)), NORMAL);
        return a.mul(dy, a.add(cdf, a.mul(x, pdf)));
    }

    /// `½(1 + t) + ½x(1 - t²)·√(2/π)(1 + 3·0.044715x²)`.
    private static Value geluTanh(Arithmetic a, Value x, Value dy) {
        Value square = a.square(x);
        Value u = a.mul(a.mul(x, a.add(a.mul(square, CUBIC), 1)), ROOT_TWO_OVER_PI);
        Value t = a.unary(Kind.TANH, u);
        Value du = a.mul(a.add(a.mul(square, 3 * CUBIC), 1), ROOT_TWO_OVER_PI);
        Value second = a.mul(a.mul(x, a.sub(1, a.square(t))), du);
        return a.mul(dy, a.mul(a.add(a.add(t, 1), second), 0.5f));
    }
}
