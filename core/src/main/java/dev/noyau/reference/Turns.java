package dev.noyau.reference;

/// Sine, cosine and tangent in double without allocating, which [StrictMath]'s do: the angle less its quarter
/// turns, and Taylor's series for the rest, up to π/4.
final class Turns {
    /// π/2 in parts: the first ones have so few bits that their products with a quarter's number are exact.
    private static final double QUARTER_1 = 1.57079632673412561417e+00;

    private static final double QUARTER_2 = 6.07710050630396597660e-11;
    private static final double QUARTER_3 = 2.02226624879595063154e-21;

    /// Beyond this the parts are too few.
    private static final double FAR = 1 << 20;

    private Turns() {}

    static double sin(double x) {
        if (!(StrictMath.abs(x) < FAR)) {
            return StrictMath.sin(x);
        }
        double n = quarters(x);
        double r = rest(x, n);
        return switch ((int) n & 3) {
            case 0 -> smallSin(r);
            case 1 -> smallCos(r);
            case 2 -> -smallSin(r);
            default -> -smallCos(r);
        };
    }

    static double cos(double x) {
        if (!(StrictMath.abs(x) < FAR)) {
            return StrictMath.cos(x);
        }
        double n = quarters(x);
        double r = rest(x, n);
        return switch ((int) n & 3) {
            case 0 -> smallCos(r);
            case 1 -> -smallSin(r);
            case 2 -> -smallCos(r);
            default -> smallSin(r);
        };
    }

    static double tan(double x) {
        return sin(x) / cos(x);
    }

    /// `r - r³/3! + r⁵/5! - ...`, nested.
    private static double smallSin(double r) {
        double sum = 1;
        for (int k = 18; k >= 2; k -= 2) {
            sum = 1 - r * r / (k * (k + 1)) * sum;
        }
        return r * sum;
    }

    /// `1 - r²/2! + r⁴/4! - ...`, nested.
    private static double smallCos(double r) {
        double sum = 1;
        for (int k = 17; k >= 1; k -= 2) {
            sum = 1 - r * r / (k * (k + 1)) * sum;
        }
        return sum;
    }

    private static double quarters(double x) {
        return StrictMath.rint(x * (2 / Math.PI));
    }

    private static double rest(double x, double n) {
        return x - n * QUARTER_1 - n * QUARTER_2 - n * QUARTER_3;
    }
}
