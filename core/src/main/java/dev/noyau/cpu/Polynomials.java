package dev.noyau.cpu;

/// Elementary functions of our own, since those of a vector library change bits between interpreter, compilers and
/// machines. Fused multiply-adds only, so scalar and vector code can agree.
final class Polynomials {
    private static final float LOG2E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    private Polynomials() {}

    /// e^x in float, error below 2 units in the last place; 0 below -87.3, where the result would be denormal, and
    /// infinity above 88.7. Reduction to ±½·ln 2 and a polynomial of degree 6 (Cephes).
    static float exp(float x) {
        if (!(x >= -87.3f)) {
            return x < 0 ? 0f : x;
        }
        if (x > 88.7f) {
            return Float.POSITIVE_INFINITY;
        }
        float n = (float) Math.floor(Math.fma(x, LOG2E, 0.5f));
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r);
        float p = 1.9875691500e-4f;
        p = Math.fma(p, r, 1.3981999507e-3f);
        p = Math.fma(p, r, 8.3334519073e-3f);
        p = Math.fma(p, r, 4.1665795894e-2f);
        p = Math.fma(p, r, 1.6666665459e-1f);
        p = Math.fma(p, r, 5.0000001201e-1f);
        float y = Math.fma(p, r * r, r) + 1f;
        return y * Float.intBitsToFloat((int) n + 127 << 23);
    }
}
