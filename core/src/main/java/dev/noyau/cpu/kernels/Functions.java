package dev.noyau.cpu.kernels;

/// Elementary functions on registers, our own polynomials, so that they have the same bits on every machine. Written as
/// several short loops without branches, because the compiler vectorises loops of up to about eight operations.
///
/// Errors are below 3 units in the last place. The arrays `a` and `y` must not be the same.
public final class Functions {
    private static final float LOG2E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    /// Of a float's exponent, and where it stands.
    private static final int BIAS = 127;

    private static final int MANTISSA = 23;

    /// Adding it rounds to a whole number.
    private static final float ROUNDER = 12582912f;

    /// From here on the exponential is infinite, and up to there it is 0.
    private static final float HIGHEST = 89f;

    private static final float LOWEST = -104f;

    /// Up to here the exponential is nothing beside 1.
    private static final float NOTHING = -20f;

    /// The bits of √½: mantissas are taken from there to √2.
    private static final int ROOT_HALF = 0x3f3504f3;

    /// Where the error function changes from one polynomial to the other.
    private static final float ERF_BORDER = 0.9375f;

    private final float[] first = new float[Registers.SIZE];
    private final float[] second = new float[Registers.SIZE];
    private final float[] third = new float[Registers.SIZE];
    private final int[] whole = new int[Registers.SIZE];
    private final int[] rest = new int[Registers.SIZE];

    /// `eˣ`, of one number: the same formula.
    public static float exp(float a) {
        float x = Math.min(Math.max(a, LOWEST), HIGHEST);
        float m = Math.fma(x, LOG2E, ROUNDER) - ROUNDER;
        float r = Math.fma(m, -LN2_LOW, Math.fma(m, -LN2_HIGH, x));
        float q = Math.fma(1.9875691500e-4f, r, 1.3981999507e-3f);
        q = Math.fma(q, r, 8.3334519073e-3f);
        q = Math.fma(q, r, 4.1665795894e-2f);
        q = Math.fma(q, r, 1.6666665459e-1f);
        q = Math.fma(q, r, 5.0000001201e-1f);
        int n = (int) m;
        int half = n >> 1;
        return (Math.fma(q, r * r, r) + 1f)
                * Float.intBitsToFloat(half + BIAS << MANTISSA)
                * Float.intBitsToFloat(n - half + BIAS << MANTISSA);
    }

    /// `eˣ`. The power of two is two factors, since 2^128 is no float, although e^88.7 is one, and 2^-127
    /// has fewer bits.
    public void exp(float[] a, float[] y, int n) {
        reduce(a, y, n, LOWEST);
        halves(y, n);
        float[] s = second;
        for (int k = 0; k < n; k++) {
            y[k] = (first[k] + 1f) * s[k] * y[k];
        }
    }

    /// Two factors of the powers of two whose exponents are in `second`: there, and in `y`.
    private void halves(float[] y, int n) {
        int[] bits = whole;
        int[] more = rest;
        float[] s = second;
        for (int k = 0; k < n; k++) {
            more[k] = (int) s[k];
        }
        for (int k = 0; k < n; k++) {
            bits[k] = (more[k] >> 1) + BIAS << MANTISSA;
        }
        for (int k = 0; k < n; k++) {
            more[k] = more[k] - (more[k] >> 1) + BIAS << MANTISSA;
        }
        for (int k = 0; k < n; k++) {
            s[k] = Float.intBitsToFloat(bits[k]);
        }
        for (int k = 0; k < n; k++) {
            y[k] = Float.intBitsToFloat(more[k]);
        }
    }

    /// `eˣ - 1`, exact near 0, too; half of it first, for the same reason.
    public void expm1(float[] a, float[] y, int n) {
        reduce(a, y, n, NOTHING);
        int[] bits = whole;
        float[] s = second;
        for (int k = 0; k < n; k++) {
            bits[k] = (int) s[k] - 1 + BIAS << MANTISSA;
        }
        for (int k = 0; k < n; k++) {
            s[k] = Float.intBitsToFloat(bits[k]);
        }
        for (int k = 0; k < n; k++) {
            y[k] = Math.fma(first[k], s[k], s[k] - 0.5f) * 2f;
        }
    }

    /// `x = n·ln 2 + r`; then n is in `second` and `e^r - 1` in `first`. `y` is worked in.
    private void reduce(float[] a, float[] y, int n, float lowest) {
        float[] whole = second;
        for (int k = 0; k < n; k++) {
            float x = Math.min(Math.max(a[k], lowest), HIGHEST);
            float m = Math.fma(x, LOG2E, ROUNDER) - ROUNDER;
            whole[k] = m;
            y[k] = Math.fma(m, -LN2_LOW, Math.fma(m, -LN2_HIGH, x));
        }
        float[] p = first;
        for (int k = 0; k < n; k++) {
            float r = y[k];
            float q = Math.fma(1.9875691500e-4f, r, 1.3981999507e-3f);
            q = Math.fma(q, r, 8.3334519073e-3f);
            q = Math.fma(q, r, 4.1665795894e-2f);
            q = Math.fma(q, r, 1.6666665459e-1f);
            q = Math.fma(q, r, 5.0000001201e-1f);
            p[k] = Math.fma(q, r * r, r);
        }
    }

    /// `1 / (1 + e⁻ˣ)`.
    public void sigmoid(float[] a, float[] y, int n) {
        Registers.neg(a, third, n);
        exp(third, y, n);
        for (int k = 0; k < n; k++) {
            y[k] = 1f / (1f + y[k]);
        }
    }

    /// `tanh x = -e/(2 + e)` with `e = e^(-2·abs x) - 1`, and the sign of x.
    public void tanh(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            third[k] = -2f * Math.abs(a[k]);
        }
        expm1(third, y, n);
        for (int k = 0; k < n; k++) {
            y[k] = Math.signum(a[k]) * (Math.abs(y[k]) / (2f + y[k]));
        }
    }

    /// `log(1 + eˣ) = max(x, 0) + log(1 + u)` with `u = e^(-abs x)`, and `log(1 + u) = 2·artanh(u/(2 + u))`.
    public void softplus(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            third[k] = -Math.abs(a[k]);
        }
        exp(third, y, n);
        for (int k = 0; k < n; k++) {
            third[k] = y[k] / (2f + y[k]);
        }
        artanh(n);
        for (int k = 0; k < n; k++) {
            y[k] = Math.max(a[k], 0f) + 2f * third[k];
        }
    }

    /// In `third`, for up to ⅓.
    private void artanh(int n) {
        float[] z = third;
        for (int k = 0; k < n; k++) {
            float s = z[k] * z[k];
            float q = Math.fma(1f / 15, s, 1f / 13);
            q = Math.fma(q, s, 1f / 11);
            q = Math.fma(q, s, 1f / 9);
            q = Math.fma(q, s, 1f / 7);
            first[k] = Math.fma(q, s, 1f / 5);
            second[k] = s;
        }
        for (int k = 0; k < n; k++) {
            float s = second[k];
            float q = Math.fma(first[k], s, 1f / 3);
            z[k] = Math.fma(q * s, z[k], z[k]);
        }
    }

    /// `log x = n·ln 2 + 2·artanh((m - 1)/(m + 1))` with `x = m·2ⁿ`.
    public void log(float[] a, float[] y, int n) {
        int[] bits = whole;
        for (int k = 0; k < n; k++) {
            bits[k] = Float.floatToRawIntBits(a[k]);
        }
        for (int k = 0; k < n; k++) {
            y[k] = (float) (bits[k] - ROOT_HALF >> 23);
        }
        for (int k = 0; k < n; k++) {
            bits[k] = bits[k] - ((bits[k] - ROOT_HALF >> 23) << 23);
        }
        for (int k = 0; k < n; k++) {
            first[k] = Float.intBitsToFloat(bits[k]);
        }
        for (int k = 0; k < n; k++) {
            third[k] = (first[k] - 1f) / (first[k] + 1f);
        }
        artanh(n);
        for (int k = 0; k < n; k++) {
            y[k] = Math.fma(y[k], LN2_HIGH, Math.fma(y[k], LN2_LOW, 2f * third[k]));
        }
        special(a, y, n);
    }

    /// Where x has no mantissa of 24 bits or no logarithm.
    private static void special(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            if (!(a[k] >= Float.MIN_NORMAL && a[k] <= Float.MAX_VALUE)) {
                y[k] = (float) StrictMath.log(a[k]);
            }
        }
    }

    /// `erf x`: near 0 `x + x·P(x²)`, further out `1 - e^(-t·Q(t))` with `t = abs x`; polynomials fitted for the least
    /// largest error.
    public void erf(float[] a, float[] y, int n) {
        for (int k = 0; k < n; k++) {
            float t = Math.min(Math.abs(a[k]), 4f);
            float q = Math.fma(-2.13375985e-4f, t, 3.20991315e-3f);
            q = Math.fma(q, t, -2.28737108e-2f);
            q = Math.fma(q, t, 1.05236344e-1f);
            third[k] = t;
            first[k] = Math.fma(q, t, 6.35737777e-1f);
        }
        for (int k = 0; k < n; k++) {
            third[k] = -third[k] * Math.fma(first[k], third[k], 1.12850857f);
        }
        exp(third, y, n);
        near(a, n);
        for (int k = 0; k < n; k++) {
            float far = (float) Math.max((int) Math.signum(Math.abs(a[k]) - ERF_BORDER), 0);
            y[k] = far * (Math.signum(a[k]) * (1f - y[k])) + (1f - far) * third[k];
        }
    }

    /// The error function up to ±1, in `third`.
    private void near(float[] a, int n) {
        for (int k = 0; k < n; k++) {
            float x = Math.min(Math.max(a[k], -1f), 1f);
            float s = x * x;
            float q = Math.fma(-5.94314246e-4f, s, 4.98437881e-3f);
            q = Math.fma(q, s, -2.67611071e-2f);
            third[k] = Math.fma(q, s, 1.12816818e-1f);
            first[k] = x;
        }
        for (int k = 0; k < n; k++) {
            float x = first[k];
            float q = Math.fma(third[k], x * x, -3.76124829e-1f);
            q = Math.fma(q, x * x, 1.28379151e-1f);
            third[k] = Math.fma(q, x, x);
        }
    }
}
