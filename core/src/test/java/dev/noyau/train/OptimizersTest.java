package dev.noyau.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The update rules against PyTorch's, and what a flat loop over a slab promises.
class OptimizersTest {
    /// Twelve steps in float32 against float64, values up to 3.
    private static final float STEPS_TOLERANCE = 3e-6f;

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of("sgd lr=.1", Optimizers.sgd(0.1)),
                Arguments.of("sgd lr=.05 momentum=.9", Optimizers.momentum(0.05, 0.9)),
                Arguments.of(
                        "sgd lr=.05 momentum=.9 nesterov wd=.01",
                        Optimizers.momentum(0.05, 0.9).withNesterov().withWeightDecay(0.01)),
                Arguments.of(
                        "sgd lr=.05 momentum=.9 dampening=.5",
                        Optimizers.momentum(0.05, 0.9).withDampening(0.5)),
                Arguments.of("adam lr=.1", Optimizers.adam(0.1)),
                Arguments.of("adam lr=.1 wd=.1 (L2)", Optimizers.adam(0.1).withWeightDecay(0.1)),
                Arguments.of("adam lr=.1 amsgrad", Optimizers.adam(0.1).withAmsgrad()),
                Arguments.of("adamw lr=.1 wd=.1", Optimizers.adamw(0.1).withWeightDecay(0.1)),
                Arguments.of("rmsprop lr=.05 alpha=.99", Optimizers.rmsprop(0.05)),
                Arguments.of(
                        "rmsprop lr=.05 momentum=.9 centered",
                        Optimizers.rmsprop(0.05).withMomentum(0.9).withCentring()),
                Arguments.of("adagrad lr=.5", Optimizers.adagrad(0.5)),
                Arguments.of("adadelta lr=1", Optimizers.adadelta(1)));
    }

    /// Those without a golden, too: the variants, and what PyTorch 1.13 does not have.
    static Stream<Arguments> allRules() {
        return Stream.concat(
                rules(),
                Stream.of(
                        Arguments.of("adamw amsgrad", Optimizers.adamw(0.1).withAmsgrad()),
                        Arguments.of(
                                "rmsprop momentum", Optimizers.rmsprop(0.05).withMomentum(0.9)),
                        Arguments.of("rmsprop centred", Optimizers.rmsprop(0.05).withCentring()),
                        Arguments.of(
                                "adagrad rate decay", Optimizers.adagrad(0.5).withRateDecay(0.1)),
                        Arguments.of("lion", Optimizers.lion(0.1).withWeightDecay(0.1))));
    }

    @Test
    void everyGoldenIsCompared() throws IOException {
        List<String> named = rules().map(a -> (String) a.get()[0]).toList();
        assertThat(Goldens.read("torch-optimizers.csv").stream()
                        .map(l -> l[0])
                        .distinct()
                        .filter(n -> n.contains("lr=")))
                .containsExactlyInAnyOrderElementsOf(named)
                .hasSize(12);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void stepsAreThoseOfPyTorch(String name, ValueOptimizer optimizer) throws IOException {
        List<String[]> lines = Goldens.read("torch-optimizers.csv");
        float[] w = numbers(lines, "w0").getFirst();
        float[] c = numbers(lines, "c").getFirst();
        float[] s = numbers(lines, "s").getFirst();
        List<float[]> expected = numbers(lines, name);
        assertThat(expected).hasSize(12);
        float[][] moments = new float[optimizer.moments().size()][w.length];
        float[] g = new float[w.length];
        for (int step = 1; step <= expected.size(); step++) {
            for (int i = 0; i < w.length; i++) {
                g[i] = 2 * s[i] * (w[i] - c[i]);
            }
            optimizer.update(w, g, moments, 0, w.length, step, optimizer.learningRate());
            assertThat(w)
                    .as("weights after step %d", step)
                    .containsExactly(expected.get(step - 1), within(STEPS_TOLERANCE));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allRules")
    void partsGiveTheSameBitsAsTheWhole(String name, ValueOptimizer optimizer) {
        int n = 1003;
        float[] whole = new float[n];
        float[] parts = new float[n];
        float[][] a = new float[optimizer.moments().size()][n];
        float[][] b = new float[optimizer.moments().size()][n];
        float[] g = new float[n];
        for (int step = 1; step <= 5; step++) {
            for (int i = 0; i < n; i++) {
                g[i] = (float) Math.sin(i * 0.37 + step);
            }
            optimizer.update(whole, g, a, 0, n, step, 0.01);
            for (int from : new int[] {500, 0, 250, 777}) {
                int to = from == 0 ? 250 : from == 250 ? 500 : from == 500 ? 777 : n;
                optimizer.update(parts, g, b, from, to, step, 0.01);
            }
            assertThat(parts).as("weights after step %d", step).isEqualTo(whole);
        }
    }

    /// After the gradient of a unit has died its moments shrink for ever; they must not end in the denormal
    /// range.
    @ParameterizedTest(name = "{0}")
    @MethodSource("allRules")
    void momentsOfADeadUnitAreNeverDenormal(String name, ValueOptimizer optimizer) {
        float[] w = {1f, 1f};
        float[] g = {1e-3f, -1e-3f};
        float[][] moments = new float[optimizer.moments().size()][2];
        ValueOptimizer still = optimizer.withLearningRate(0);
        for (int step = 1; step <= 200_000; step++) {
            still.update(w, g, moments, 0, 2, step, 0);
            Arrays.fill(g, 0f);
            Arrays.fill(w, 0f);
            for (float[] m : moments) {
                for (float x : m) {
                    assertThat(x == 0 || Math.abs(x) >= Float.MIN_NORMAL)
                            .as("moment %s at step %d", x, step)
                            .isTrue();
                }
            }
        }
    }

    /// From 2^-75 on a value and the constant that is added to it are so far apart that the difference is the
    /// value.
    @Test
    void flushingLeavesOrdinaryNumbersAsTheyAre() {
        for (float x : new float[] {0x1p-75f, 0x1.fffffep-75f, 1.2345678e-20f, 1e-8f, 0.1f, 3f, Float.MAX_VALUE}) {
            assertThat(Tiny.flush(x)).isEqualTo(x);
            assertThat(Tiny.flush(-x)).isEqualTo(-x);
        }
    }

    @Test
    void unknownNameTellsTheNearest() {
        assertThatThrownBy(() -> Optimizers.get("adanw", 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown optimizer 'adanw'; did you mean 'adamw'? There are sgd, momentum, nesterov, adam, adamw, rmsprop, adagrad, adadelta, lion, muon");
        for (String name : Optimizers.names()) {
            assertThat(Optimizers.get(name, 0.25).learningRate()).isEqualTo(0.25);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Optimizers.sgd(-1))
                .hasMessage("sgd: the learning rate must not be negative, found -1.0");
        assertThatThrownBy(() -> Optimizers.sgd(0.1).withNesterov()).hasMessageContaining("needs a momentum");
        assertThatThrownBy(() -> Optimizers.adam(0.1).withBetas(0.9, 1)).hasMessageContaining("betas");
        assertThatThrownBy(() -> Optimizers.adamw(Double.NaN)).hasMessageContaining("learning rate");
    }

    @Test
    void settingsOfEveryRuleAreChecked() {
        assertThatThrownBy(() -> Optimizers.rmsprop(0.1).withAlpha(1))
                .hasMessage("rmsprop: alpha must be in [0, 1), found 1.0");
        assertThatThrownBy(() -> Optimizers.rmsprop(0.1).withEpsilon(0))
                .hasMessage("rmsprop: epsilon must be positive, found 0.0");
        assertThatThrownBy(() -> Optimizers.adagrad(0.1).withRateDecay(-1))
                .hasMessage("adagrad: the decay of the learning rate must not be negative, found -1.0");
        assertThatThrownBy(() -> Optimizers.adadelta(1).withRho(-0.1)).hasMessageContaining("rho must be in [0, 1)");
        assertThatThrownBy(() -> Optimizers.lion(0.1).withBetas(1, 0.9)).hasMessageContaining("betas");
        assertThatThrownBy(() -> Optimizers.lion(Double.POSITIVE_INFINITY)).hasMessageContaining("learning rate");
        assertThatThrownBy(() -> Optimizers.muon(0.1).withMomentum(1)).hasMessageContaining("momentum");
        assertThatThrownBy(() -> Optimizers.muon(0.1).withIterations(0)).hasMessageContaining("iterations");
        assertThatThrownBy(() ->
                        Optimizers.muon(0.1).withRest(Optimizers.adamw(0.1).withAmsgrad()))
                .hasMessageContaining("without amsgrad");
    }

    /// Every setting of Lion's formula counts; each value moves by the rate, but for the decay.
    @Test
    void lionMovesEveryValueByItsRate() {
        float[] w = {1, 1, 1, 1};
        float[] m = new float[4];
        Lion lion = Optimizers.lion(0.25).withWeightDecay(0.5);
        lion.update(w, new float[] {3, -0.001f, 0, 1}, new float[][] {m}, 0, 4, 1, 0.25);
        assertThat(w).containsExactly(0.625f, 1.125f, 0.875f, 0.625f);
        assertThat(m).containsExactly(new float[] {0.03f, -1e-5f, 0, 0.01f}, within(1e-7f));
        // The direction mixes nine tenths of the momentum with one of the gradient: 0.9 · 0.03 - 0.1 · 0.2 > 0.
        lion.update(w, new float[] {-0.2f, 0, 0, -1}, new float[][] {m}, 0, 4, 2, 0.25);
        assertThat(w).containsExactly(new float[] {0.296875f, 1.234375f, 0.765625f, 0.796875f}, within(1e-6f));
    }

    private static List<float[]> numbers(List<String[]> lines, String name) {
        List<float[]> found = new ArrayList<>();
        for (String[] line : lines) {
            if (line[0].equals(name)) {
                float[] v = new float[line.length - 1];
                for (int i = 0; i < v.length; i++) {
                    v[i] = Float.parseFloat(line[i + 1]);
                }
                found.add(v);
            }
        }
        return found;
    }
}
