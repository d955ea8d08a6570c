package dev.noyau.cpu.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.testing.Gen;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The functions on registers against those in double.
class FunctionsTest {
    /// Units in the last place that a function may be off; measured: 2.5 at the most.
    private static final double ULPS = 3;

    /// The logarithm of the largest float, rounded down.
    private static final double LARGEST = 88.72283;

    private static final int TRIES = 60;
    private static final Functions FUNCTIONS = new Functions();

    private interface Kernel {
        void run(float[] a, float[] y, int n);
    }

    /// @param exact the same in double
    /// @param low arguments are drawn from here
    /// @param high to there
    private record Case(String name, Kernel kernel, DoubleUnaryOperator exact, double low, double high) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("exp", FUNCTIONS::exp, Math::exp, -87, 88),
                new Case("exp where it is large", FUNCTIONS::exp, Math::exp, 88.3, LARGEST),
                new Case("exp where it is denormal", FUNCTIONS::exp, Math::exp, -104, -87),
                new Case("expm1", FUNCTIONS::expm1, Math::expm1, -20, 80),
                new Case("expm1 where it is large", FUNCTIONS::expm1, Math::expm1, 88.3, LARGEST),
                new Case("expm1 where it is -1", FUNCTIONS::expm1, Math::expm1, -110, -80),
                new Case("log", FUNCTIONS::log, Math::log, 0, 100),
                new Case("sigmoid", FUNCTIONS::sigmoid, x -> 1 / (1 + Math.exp(-x)), -80, 80),
                new Case("tanh", FUNCTIONS::tanh, Math::tanh, -10, 10),
                new Case("softplus", FUNCTIONS::softplus, FunctionsTest::softplus, -80, 80),
                new Case("erf", FUNCTIONS::erf, FunctionsTest::erf, -4, 4));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /// Simpson's rule.
    private static double erf(double x) {
        int steps = 2000;
        double h = x / steps;
        double sum = 1 + Math.exp(-x * x);
        for (int i = 1; i < steps; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h);
        }
        return 2 / Math.sqrt(Math.PI) * sum * h / 3;
    }

    /// Of all sizes, those near zero too.
    @ParameterizedTest
    @MethodSource("cases")
    void isExactToAFewUnitsInTheLastPlace(Case c) {
        float[] a = new float[Registers.SIZE];
        float[] y = new float[Registers.SIZE];
        Gen.check(TRIES, g -> {
            double scale = c.low > 0 || c.high < 0 ? 1 : Math.pow(10, -g.between(0, 6));
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) (g.uniform(c.low, c.high) * scale);
            }
            c.kernel.run(a, y, a.length);
            for (int i = 0; i < a.length; i++) {
                double exact = c.exact.applyAsDouble(a[i]);
                double error = Math.abs(y[i] - exact) / Math.ulp((float) exact);
                assertThat(error)
                        .as("%s(%s) = %s, exact %s", c, a[i], y[i], exact)
                        .isLessThan(ULPS);
            }
        });
    }

    @Test
    void isInfiniteOnlyWhereNoFloatIsLargeEnough() {
        float[] a = {88.72283f, 88.73f, 1e10f, -103.9f, -104f, -1e10f};
        float inf = Float.POSITIVE_INFINITY;
        assertThat(run(FUNCTIONS::exp, a)[0]).isFinite();
        assertThat(run(FUNCTIONS::exp, a)).containsSubsequence(inf, inf, Float.MIN_VALUE, 0f, 0f);
        assertThat(run(FUNCTIONS::expm1, a)[0]).isFinite();
        assertThat(run(FUNCTIONS::expm1, a)).containsSubsequence(inf, inf, -1f, -1f, -1f);
    }

    /// One number at a time has the bits of many.
    @Test
    void oneExponentialIsLikeMany() {
        float[] a = new float[Registers.SIZE];
        Gen.check(TRIES, g -> {
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) g.uniform(-110, 95);
            }
            a[0] = Float.NaN;
            a[1] = Float.POSITIVE_INFINITY;
            a[2] = Float.NEGATIVE_INFINITY;
            float[] y = run(FUNCTIONS::exp, a);
            for (int i = 0; i < a.length; i++) {
                assertThat(Float.floatToIntBits(Functions.exp(a[i])))
                        .as("e^%s", a[i])
                        .isEqualTo(Float.floatToIntBits(y[i]));
            }
        });
    }

    @Test
    void knowsZeroInfinityAndNaN() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        float[] a = {0f, -0f, inf, -inf, nan};
        assertThat(run(FUNCTIONS::exp, a)).containsExactly(1f, 1f, inf, 0f, nan);
        assertThat(run(FUNCTIONS::expm1, a)).containsExactly(0f, 0f, inf, -1f, nan);
        assertThat(run(FUNCTIONS::log, a)).containsExactly(-inf, -inf, inf, nan, nan);
        assertThat(run(FUNCTIONS::sigmoid, a)).containsExactly(0.5f, 0.5f, 1f, 0f, nan);
        assertThat(run(FUNCTIONS::tanh, a)).containsExactly(0f, -0f, 1f, -1f, nan);
        assertThat(run(FUNCTIONS::softplus, a)).containsExactly((float) Math.log(2), (float) Math.log(2), inf, 0f, nan);
        assertThat(run(FUNCTIONS::erf, a)).containsExactly(0f, -0f, 1f, -1f, nan);
    }

    @Test
    void comparesAndSelectsWithoutMixingInWhatIsNotSelected() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        float[] a = {1f, 2f, inf, -inf, nan, 1f, inf};
        float[] b = {2f, 1f, inf, inf, 1f, nan, -inf};
        float[] greater = new float[a.length];
        Registers.greater(a, b, greater, a.length);
        assertThat(greater).containsExactly(0f, 1f, 0f, 0f, 0f, 0f, 1f);
        float[] atLeast = new float[a.length];
        Registers.greaterOrEqual(a, b, atLeast, a.length);
        assertThat(atLeast).containsExactly(0f, 1f, 1f, 0f, 0f, 0f, 1f);
        float[] chosen = new float[a.length];
        Registers.select(greater, a, b, chosen, a.length);
        assertThat(chosen).containsExactly(2f, 2f, inf, inf, 1f, nan, inf);
    }

    private static float[] run(Kernel k, float[] a) {
        float[] y = new float[a.length];
        k.run(a, y, a.length);
        return y;
    }
}
