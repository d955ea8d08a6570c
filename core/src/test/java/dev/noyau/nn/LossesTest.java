package dev.noyau.nn;

import static dev.noyau.nn.LossFormulas.ALL;
import static dev.noyau.nn.LossFormulas.BITS;
import static dev.noyau.nn.LossFormulas.C;
import static dev.noyau.nn.LossFormulas.CLASSES;
import static dev.noyau.nn.LossFormulas.IGNORED;
import static dev.noyau.nn.LossFormulas.MAP;
import static dev.noyau.nn.LossFormulas.N;
import static dev.noyau.nn.LossFormulas.P;
import static dev.noyau.nn.LossFormulas.SOME;
import static dev.noyau.nn.LossFormulas.SOME_CLASSES;
import static dev.noyau.nn.LossFormulas.WEIGHTS;
import static dev.noyau.nn.LossFormulas.binaryFocal;
import static dev.noyau.nn.LossFormulas.crossEntropy;
import static dev.noyau.nn.LossFormulas.focal;
import static dev.noyau.nn.LossFormulas.hot;
import static dev.noyau.nn.LossFormulas.huber;
import static dev.noyau.nn.LossFormulas.lovasz;
import static dev.noyau.nn.LossFormulas.overlap;
import static dev.noyau.nn.LossFormulas.scores;
import static dev.noyau.nn.LossFormulas.sigmoid;
import static dev.noyau.nn.LossFormulas.softmax;
import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.Executable;
import dev.noyau.graph.LossFunction;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses that PyTorch has no name for, and settings that its cases leave out, against their formulas written as
/// loops in double; gradients against differences of those.
class LossesTest {
    /// A loss of scores (N, C, P) and what it should be.
    private record Case(String name, LossFunction loss, Tensor target, ToDoubleFunction<double[]> formula) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> losses() {
        CrossEntropy ce = Losses.crossEntropy();
        return Stream.of(
                new Case("cross-entropy", ce, CLASSES, x -> crossEntropy(x, ALL, 0, false)),
                new Case(
                        "cross-entropy, ignoring",
                        ce.ignoring(IGNORED),
                        SOME_CLASSES,
                        x -> crossEntropy(x, SOME, 0, false)),
                new Case(
                        "cross-entropy, the sum",
                        ce.ignoring(IGNORED).summing().times(0.25),
                        SOME_CLASSES,
                        x -> crossEntropy(x, SOME, 0, false) * counted(SOME) / 4),
                new Case(
                        "all settings",
                        ce.weights(WEIGHTS).smoothing(0.2).ignoring(IGNORED),
                        SOME_CLASSES,
                        x -> crossEntropy(x, SOME, 0.2, true)),
                new Case(
                        "soft cross-entropy",
                        Losses.softCrossEntropy().smoothing(0.2),
                        hots(),
                        x -> crossEntropy(x, ALL, 0.2, false)),
                new Case("focal", Losses.focal(2), CLASSES, x -> focal(x, ALL, 2)),
                new Case("focal, half", Losses.focal(0.5).ignoring(IGNORED), SOME_CLASSES, x -> focal(x, SOME, 0.5)),
                new Case("binary focal", Losses.binaryFocal(1.5), BITS, x -> binaryFocal(x, 1.5, 0.5, 2)),
                new Case(
                        "binary focal, alpha",
                        Losses.binaryFocal(2).alpha(0.25),
                        BITS,
                        x -> binaryFocal(x, 2, 0.25, 1)),
                new Case("dice", Losses.dice(), CLASSES, x -> overlap(softmax(x), hot(ALL), ALL, .5, .5, .5, false)),
                new Case(
                        "dice, ignoring, over the batch",
                        Losses.dice().smooth(0.1).ignoring(IGNORED).overBatch(),
                        SOME_CLASSES,
                        x -> overlap(softmax(x), hot(SOME), SOME, .5, .5, .05, true)),
                new Case(
                        "tversky",
                        Losses.tversky(0.3, 0.7).ignoring(IGNORED),
                        SOME_CLASSES,
                        x -> overlap(softmax(x), hot(SOME), SOME, .3, .7, .5, false)),
                new Case(
                        "binary tversky",
                        Losses.binaryTversky(0.7, 0.3),
                        BITS,
                        x -> overlap(sigmoid(x), LossRuns.toDouble(BITS.data()), ALL, .7, .3, .5, false)),
                new Case("lovász", Losses.lovaszSoftmax(), CLASSES, x -> lovasz(x, ALL)),
                new Case(
                        "lovász, ignoring",
                        Losses.lovaszSoftmax().ignoring(IGNORED),
                        SOME_CLASSES,
                        x -> lovasz(x, SOME)),
                new Case("huber", Losses.huber(0.7), BITS, x -> huber(x, 0.7)),
                new Case("smooth L1", Losses.smoothL1(2), BITS, x -> huber(x, 2) / 2),
                new Case(
                        "sum",
                        Losses.dice().plus(ce.times(0.5)).times(2).plus(Losses.focal(2)),
                        CLASSES,
                        x -> 2 * overlap(softmax(x), hot(ALL), ALL, .5, .5, .5, false)
                                + crossEntropy(x, ALL, 0, false)
                                + focal(x, ALL, 2)));
    }

    /// The classes as probabilities: 1 for that of a pixel.
    private static Tensor hots() {
        float[] t = new float[N * C * P];
        double[] hot = hot(ALL);
        for (int i = 0; i < t.length; i++) {
            t[i] = (float) hot[i];
        }
        return Tensor.wrap(MAP, t);
    }

    private static long counted(long[] labels) {
        return Arrays.stream(labels).filter(l -> l != IGNORED).count();
    }

    static Stream<Arguments> cases() {
        return Backends.all().stream().flatMap(b -> losses().map(c -> Arguments.of(b, c)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void valueAndGradientAreThoseOfTheFormula(Backends.Tested tested, Case c) {
        LossRuns.check(tested, c.loss, scores(), c.target, c.formula);
    }

    static Stream<Backends.Tested> backends() {
        return Backends.all().stream();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void divergenceFromProbabilitiesIsZeroWhereTheyAreMet(Backends.Tested tested) {
        Tensor x = Tensor.of(Shape.of(2, 3), 0, 0, 0, 1, 2, 3);
        Tensor t = Tensor.of(Shape.of(2, 3), 1f / 3, 1f / 3, 1f / 3, 0, 1, 0);
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
        Executable.Results r = LossRuns.run(tested, Losses.klDivergence(), x, t);
        assertClose("kl", r.output("loss").data(), new float[] {(float) ((Math.log(sum) - 2) / 2)}, 1e-6);
    }

    /// Of mixed targets it is the mixture of the losses.
    @ParameterizedTest
    @MethodSource("backends")
    void crossEntropyOfMixedTargetsIsMixed(Backends.Tested tested) {
        Tensor x = Tensor.of(Shape.of(1, 3), 1, 2, 3);
        double sum = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
        LossRuns.check(
                tested,
                Losses.softCrossEntropy(),
                x,
                Tensor.of(Shape.of(1, 3), 0.25f, 0, 0.75f),
                v -> Math.log(Math.exp(v[0]) + Math.exp(v[1]) + Math.exp(v[2])) - 0.25 * v[0] - 0.75 * v[2]);
        Executable.Results r =
                LossRuns.run(tested, Losses.softCrossEntropy(), x, Tensor.of(Shape.of(1, 3), 0.25f, 0, 0.75f));
        assertClose("mixed", r.output("loss").data(), new float[] {(float) (sum - 0.25 - 2.25)}, 1e-6);
    }

    /// Nothing to learn from is no reason for NaN.
    @ParameterizedTest
    @MethodSource("backends")
    void aBatchWithoutLabelsHasTheLossZero(Backends.Tested tested) {
        long[] none = new long[N * P];
        Arrays.fill(none, IGNORED);
        Tensor target = Tensor.ofLongs(Shape.of(N, 2, 3), none);
        for (LossFunction l : List.of(
                Losses.crossEntropy().ignoring(IGNORED),
                Losses.focal(2).ignoring(IGNORED),
                Losses.lovaszSoftmax().ignoring(IGNORED),
                Losses.dice().ignoring(IGNORED))) {
            Executable.Results r = LossRuns.run(tested, l, scores(), target);
            assertThat(r.output("loss").data()).as(l.name()).containsExactly(0f);
            for (float g : r.gradients().get("x").data()) {
                assertThat(g).as(l.name()).isZero();
            }
        }
    }

    /// What a place without a label has for scores does not matter, be it infinite or no number.
    @ParameterizedTest
    @MethodSource("backends")
    void scoresOfPlacesWithoutALabelDoNotMatter(Backends.Tested tested) {
        Tensor wild = scores();
        for (int n = 0; n < N; n++) {
            for (int place = 0; place < P; place++) {
                for (int c = 0; c < C && SOME[n * P + place] == IGNORED; c++) {
                    wild.data()[(n * C + c) * P + place] =
                            new float[] {Float.POSITIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY}[c % 3];
                }
            }
        }
        assertThat(wild.data()).isNotEqualTo(scores().data());
        for (LossFunction l : List.of(
                Losses.crossEntropy().ignoring(IGNORED),
                Losses.crossEntropy().weights(WEIGHTS).smoothing(0.1).ignoring(IGNORED),
                Losses.focal(2).ignoring(IGNORED),
                Losses.lovaszSoftmax().ignoring(IGNORED),
                Losses.tversky(0.3, 0.7).ignoring(IGNORED))) {
            Executable.Results tame = LossRuns.run(tested, l, scores(), SOME_CLASSES);
            Executable.Results r = LossRuns.run(tested, l, wild, SOME_CLASSES);
            assertThat(r.output("loss").data())
                    .as(l.name())
                    .isEqualTo(tame.output("loss").data());
            assertThat(r.gradients().get("x").data())
                    .as(l.name())
                    .isEqualTo(tame.gradients().get("x").data());
        }
    }

    /// Labels from -C on and classes of their own can be left out, too.
    @Test
    void anyNumberCanBeIgnored() {
        Backends.Tested tested = Backends.all().getFirst();
        Tensor x = Tensor.of(Shape.of(3, 2), 1, 2, 3, -1, 0.5f, 0.25f);
        float expected = LossRuns.run(
                        tested, Losses.crossEntropy(), Tensor.of(Shape.of(1, 2), 3, -1), Tensor.ofLongs(Shape.of(1), 1))
                .output("loss")
                .data()[0];
        for (long ignored : new long[] {-1, -2, 0, -100}) {
            Tensor target = Tensor.ofLongs(Shape.of(3), ignored, 1, ignored);
            assertThat(LossRuns.run(tested, Losses.crossEntropy().ignoring(ignored), x, target)
                            .output("loss")
                            .data()[0])
                    .isEqualTo(expected);
        }
        assertThat(Losses.crossEntropy().ignoring(-1).ignores(-1)).isTrue();
        assertThat(Losses.crossEntropy().ignores(Long.MIN_VALUE)).isFalse();
    }

    @Test
    void mapsOfOnePixelAreOneAnswer() {
        Shape one = Shape.of(2, 3, 1, 1);
        for (LossFunction l :
                List.of(Losses.crossEntropy().smoothing(0.1), Losses.dice(), Losses.focal(1), Losses.lovaszSoftmax())) {
            assertThat(l.target(one).shape()).isEqualTo(Shape.of(2));
            Tensor x = Tensor.of(one, 1, 2, 3, 4, 5, 6);
            assertThat(LossRuns.run(Backends.all().getFirst(), l, x, Tensor.ofLongs(Shape.of(2), 0, 2))
                            .output("loss")
                            .data()[0])
                    .isPositive();
            assertThat(l.classes(one)).isEqualTo(3);
            assertThat(l.target(one).dtype()).isEqualTo(DType.I64);
        }
    }

    @Test
    void sumsSayWhatTheyAre() {
        LossFunction sum =
                Losses.dice().plus(Losses.crossEntropy().ignoring(IGNORED).times(0.5));
        assertThat(sum.name()).isEqualTo("dice + 0.5·softmax-cross-entropy");
        assertThat(sum.ignores(IGNORED)).isFalse();
        assertThat(sum.plus(Losses.focal(2)).times(2).name()).isEqualTo("2.0·dice + softmax-cross-entropy + 2.0·focal");
        assertThat(sum.classes(MAP)).isEqualTo(C);
        assertThatThrownBy(() -> Losses.mse().plus(Losses.dice()).target(MAP))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith(
                        "losses of one sum must take the same targets: mse takes f32[3,4,2,3], dice takes");
        assertThatThrownBy(() -> Losses.mse().times(Double.NaN)).hasMessageContaining("must be a number");
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Losses.crossEntropy().weights(1, -1))
                .hasMessage("cross-entropy: the weight of a class must not be negative, found -1.0");
        assertThatThrownBy(() -> Losses.crossEntropy().smoothing(1)).hasMessageContaining("label smoothing");
        assertThatThrownBy(() -> LossRuns.run(
                        Backends.all().getFirst(), Losses.crossEntropy().weights(1, 2), scores(), CLASSES))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("there are weights for 2 classes, the output [3,4,2,3] has 4");
        assertThatThrownBy(() -> Losses.huber(0)).hasMessage("huber: the delta must be positive, found 0.0");
        assertThatThrownBy(() -> Losses.focal(-1)).hasMessageContaining("gamma");
        assertThatThrownBy(() -> Losses.focal(2).alpha(0.25)).hasMessageContaining("binary form only");
        assertThatThrownBy(() -> Losses.binaryDice().ignoring(3)).hasMessageContaining("no labels");
        assertThatThrownBy(() -> Losses.tversky(-1, 0)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> Losses.dice().smooth(0)).hasMessageContaining("smoothing number");
    }
}
