package dev.noyau.reference;

import dev.noyau.graph.op.Unary;

/// The functions of [Unary] in double, from [StrictMath], so that they give the same bits everywhere.
public final class Functions {
    private static final double ROOT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    /// Beyond this the error function is ±1 in double.
    private static final double ERF_ONE = 6;

    private Functions() {}

    public static double apply(Unary f, double x) {
        double alpha = f.alpha();
        double beta = f.beta();
        return switch (f.kind()) {
            case ABS -> StrictMath.abs(x);
            case NEG -> -x;
            case SIGN -> StrictMath.signum(x);
            case FLOOR -> StrictMath.floor(x);
            case CEIL -> StrictMath.ceil(x);
            case ROUND -> StrictMath.rint(x);
            case RECIPROCAL -> 1 / x;
            case SQRT -> StrictMath.sqrt(x);
            case LOG -> StrictMath.log(x);
            case SIN -> Turns.sin(x);
            case COS -> Turns.cos(x);
            case TAN -> Turns.tan(x);
            case ASIN -> StrictMath.asin(x);
            case ACOS -> StrictMath.acos(x);
            case ATAN -> StrictMath.atan(x);
            case SINH -> StrictMath.sinh(x);
            case COSH -> StrictMath.cosh(x);
            case TANH -> StrictMath.tanh(x);
            case ASINH -> asinh(x);
            case ACOSH -> StrictMath.log(x + StrictMath.sqrt(x * x - 1));
            case ATANH -> StrictMath.log1p(2 * x / (1 - x)) / 2;
            case ERF -> erf(x);
            case SIGMOID -> sigmoid(x);
            case LOG_SIGMOID -> -softplus(-x);
            case SOFTPLUS -> softplus(x);
            case SOFTSIGN -> x / (1 + StrictMath.abs(x));
            case SWISH -> x * sigmoid(alpha * x);
            case MISH -> x * StrictMath.tanh(softplus(x));
            case GELU -> x / 2 * (1 + erf(x * StrictMath.sqrt(0.5)));
            case GELU_TANH -> x / 2 * (1 + StrictMath.tanh(ROOT_TWO_OVER_PI * (x + 0.044715 * x * x * x)));
            case LEAKY_RELU -> x > 0 ? x : alpha * x;
            case ELU -> x > 0 ? x : alpha * StrictMath.expm1(x);
            case CELU -> x > 0 ? x : alpha * StrictMath.expm1(x / alpha);
            case SELU -> beta * (x > 0 ? x : alpha * StrictMath.expm1(x));
            case THRESHOLDED_RELU -> x > alpha ? x : 0;
            case CLIP -> StrictMath.min(StrictMath.max(x, alpha), beta);
            case SHRINK -> x < -beta ? x + alpha : x > beta ? x - alpha : 0;
            case HARD_SIGMOID -> unit(alpha * x + beta);
            case HARD_SWISH -> x * unit(x / 6 + 0.5);
        };
    }

    /// Of integers.
    static long apply(Unary f, long x) {
        return switch (f.kind()) {
            case ABS -> StrictMath.abs(x);
            case NEG -> -x;
            case SIGN -> Long.signum(x);
            default -> throw new IllegalStateException(f.name() + " of integers");
        };
    }

    private static double unit(double x) {
        return StrictMath.min(StrictMath.max(x, 0), 1);
    }

    static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    static double softplus(double x) {
        return StrictMath.max(x, 0) + StrictMath.log1p(StrictMath.exp(-StrictMath.abs(x)));
    }

    private static double asinh(double x) {
        double a = StrictMath.abs(x);
        double y = StrictMath.log1p(a + a * a / (1 + StrictMath.sqrt(1 + a * a)));
        return StrictMath.copySign(y, x);
    }

    /// `2/√π · e^(-x²) · Σ 2ⁿx^(2n+1)/(2n+1)!!`: all terms have one sign, so nothing cancels.
    static double erf(double x) {
        if (Double.isNaN(x) || StrictMath.abs(x) >= ERF_ONE) {
            return StrictMath.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; StrictMath.abs(term) > 1e-17 * StrictMath.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_ROOT_PI * StrictMath.exp(-x * x) * sum;
    }

    /// Whole powers up to the 32nd by multiplication, others through the logarithm: without allocating, which
    /// [StrictMath#pow] does.
    public static double pow(double a, double b) {
        double size = StrictMath.abs(b);
        if (size <= 32 && size == StrictMath.rint(size)) {
            double y = 1;
            for (int i = 0; i < size; i++) {
                y *= a;
            }
            return b < 0 ? 1 / y : y;
        }
        boolean odd = size % 2 == 1;
        if (a < 0 && size == StrictMath.rint(size)) {
            double y = StrictMath.exp(b * StrictMath.log(-a));
            return odd ? -y : y;
        }
        boolean one = a == 1 || a == -1 && Double.isInfinite(b);
        return one ? 1 : StrictMath.exp(b * StrictMath.log(a));
    }
}
