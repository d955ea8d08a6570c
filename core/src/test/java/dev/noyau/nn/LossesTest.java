package dev.noyau.nn;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.Autodiff;
import dev.noyau.graph.Executable;
import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Backends;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses that PyTorch has no name for, and settings that its cases leave out, against their formulas written as
/// loops in double; gradients against differences of those.
class LossesTest {
    private static final double DIFFERENCE = 1e-5;

    /// Differences of the formulas are good to about the square of [#DIFFERENCE]; float32 to some of its roundings.
    private static final double GRADIENT_TOLERANCE = 3e-6;

    private static final int N = 3;
    private static final int C = 4;
    private static final int P = 6;
    private static final Shape MAP = Shape.of(N, C, 2, 3);
    private static final long IGNORED = 255;

    /// A loss of scores (N, C, P) and what it should be.
    private record Case(String name, LossFunction loss, Tensor target, ToDoubleFunction<double[]> formula) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static long[] labels(boolean some) {
        Gen g = Gen.of(5);
        long[] t = new long[N * P];
        for (int i = 0; i < t.length; i++) {
            // Class 3 is nowhere.
            t[i] = some && i % 4 == 1 ? IGNORED : g.between(0, C - 2);
        }
        return t;
    }

    private static final long[] ALL = labels(false);
    private static final long[] SOME = labels(true);
    private static final Tensor CLASSES = Tensor.ofLongs(Shape.of(N, 2, 3), ALL);
    private static final Tensor SOME_CLASSES = Tensor.ofLongs(Shape.of(N, 2, 3), SOME);
    private static final Tensor BITS = bits();
    private static final float[] WEIGHTS = {0.5f, 2, 1, 3};

    private static Tensor bits() {
        Gen g = Gen.of(6);
        float[] t = new float[N * C * P];
        for (int i = 0; i < t.length; i++) {
            t[i] = g.between(0, 1);
        }
        return Tensor.wrap(MAP, t);
    }

    private static Tensor scores() {
        Gen g = Gen.of(7);
        float[] x = new float[N * C * P];
        for (int i = 0; i < x.length; i++) {
            x[i] = g.between(-3000, 3000) / 1000f;
        }
        return Tensor.wrap(MAP, x);
    }

    static Stream<Case> losses() {
        CrossEntropy ce = Losses.crossEntropy();
        return Stream.of(
                new Case("cross-entropy", ce, CLASSES, x -> crossEntropy(x, ALL, 0, false)),
                new Case(
                        "all settings",
                        ce.weights(WEIGHTS).smoothing(0.2).ignoring(IGNORED),
                        SOME_CLASSES,
                        x -> crossEntropy(x, SOME, 0.2, true)),
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
                        x -> overlap(sigmoid(x), toDouble(BITS.data()), ALL, .7, .3, .5, false)),
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

    static Stream<Arguments> cases() {
        return Backends.all().stream().flatMap(b -> losses().map(c -> Arguments.of(b, c)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void valueAndGradientAreThoseOfTheFormula(Backends.Tested tested, Case c) {
        check(tested, c.loss, scores(), c.target, c.formula);
    }

    private static void check(
            Backends.Tested tested, LossFunction loss, Tensor x, Tensor target, ToDoubleFunction<double[]> formula) {
        Executable.Results r = run(tested, loss, x, target);
        double[] v = toDouble(x.data());
        assertClose(
                loss.name(), new double[] {r.output("loss").data()[0]}, new double[] {formula.applyAsDouble(v)}, 1e-6);
        double[] differences = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            double old = v[i];
            v[i] = old + DIFFERENCE;
            double up = formula.applyAsDouble(v);
            v[i] = old - DIFFERENCE;
            differences[i] = (up - formula.applyAsDouble(v)) / (2 * DIFFERENCE);
            v[i] = old;
        }
        assertClose("gradient", toDouble(r.gradients().get("x").data()), differences, GRADIENT_TOLERANCE);
    }

    private static Executable.Results run(Backends.Tested tested, LossFunction loss, Tensor x, Tensor target) {
        GraphBuilder b = new GraphBuilder();
        Value in = b.parameter("x", x.shape());
        assertThat(loss.target(x.shape()).shape()).isEqualTo(target.shape());
        Value l = loss.apply(b, in, b.input("target", loss.target(x.shape())));
        Value g = Autodiff.gradients(b, l, List.of(in)).getFirst();
        assertThat(g).isNotNull();
        b.gradient("x", g);
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("x", x.shape());
        Parameters p = Parameters.zeros(shapes);
        p.set("x", x);
        return tested.backend()
                .compile(b.output("loss", l).build())
                .call(p, Parameters.zeros(new LinkedHashMap<>()), Map.of("target", target));
    }

    private static double[] toDouble(float[] f) {
        double[] d = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            d[i] = f[i];
        }
        return d;
    }

    private static int at(int n, int c, int p) {
        return (n * C + c) * P + p;
    }

    private static double[] softmax(double[] x) {
        double[] y = new double[x.length];
        for (int n = 0; n < N; n++) {
            for (int p = 0; p < P; p++) {
                double sum = 0;
                for (int c = 0; c < C; c++) {
                    sum += Math.exp(x[at(n, c, p)]);
                }
                for (int c = 0; c < C; c++) {
                    y[at(n, c, p)] = Math.exp(x[at(n, c, p)]) / sum;
                }
            }
        }
        return y;
    }

    private static double[] sigmoid(double[] x) {
        return Arrays.stream(x).map(v -> 1 / (1 + Math.exp(-v))).toArray();
    }

    private static double[] hot(long[] labels) {
        double[] t = new double[N * C * P];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != IGNORED) {
                t[at(i / P, (int) labels[i], i % P)] = 1;
            }
        }
        return t;
    }

    private static double crossEntropy(double[] x, long[] labels, double smoothing, boolean weighted) {
        double[] p = softmax(x);
        double sum = 0;
        double count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == IGNORED) {
                continue;
            }
            double w = weighted ? WEIGHTS[(int) labels[i]] : 1;
            double l = -w * Math.log(p[at(i / P, (int) labels[i], i % P)]) * (1 - smoothing);
            for (int c = 0; c < C; c++) {
                l -= smoothing / C * (weighted ? WEIGHTS[c] : 1) * Math.log(p[at(i / P, c, i % P)]);
            }
            sum += l;
            count += w;
        }
        return sum / count;
    }

    private static double focal(double[] x, long[] labels, double gamma) {
        double[] p = softmax(x);
        double sum = 0;
        double count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != IGNORED) {
                double right = p[at(i / P, (int) labels[i], i % P)];
                sum -= Math.pow(1 - right, gamma) * Math.log(right);
                count++;
            }
        }
        return sum / count;
    }

    private static double binaryFocal(double[] x, double gamma, double alpha, double scale) {
        double[] p = sigmoid(x);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            boolean yes = BITS.data()[i] == 1;
            double right = yes ? p[i] : 1 - p[i];
            sum -= (yes ? alpha : 1 - alpha) * Math.pow(1 - right, gamma) * Math.log(right);
        }
        return scale * sum / x.length;
    }

    private static double overlap(
            double[] p, double[] t, long[] labels, double alpha, double beta, double s, boolean wholeBatch) {
        double mean = 0;
        int regions = 0;
        for (int c = 0; c < C; c++) {
            double hit = 0;
            double wrong = 0;
            double missed = 0;
            for (int n = 0; n < N; n++) {
                for (int i = 0; i < P; i++) {
                    if (labels[n * P + i] != IGNORED) {
                        hit += p[at(n, c, i)] * t[at(n, c, i)];
                        wrong += p[at(n, c, i)] * (1 - t[at(n, c, i)]);
                        missed += (1 - p[at(n, c, i)]) * t[at(n, c, i)];
                    }
                }
                if (!wholeBatch || n == N - 1) {
                    mean += (hit + s) / (hit + alpha * wrong + beta * missed + s);
                    regions++;
                    hit = 0;
                    wrong = 0;
                    missed = 0;
                }
            }
        }
        return 1 - mean / regions;
    }

    /// As in the authors' text: the Jaccard loss of the first i errors as mistakes, step by step.
    private static double lovasz(double[] x, long[] labels) {
        double[] p = softmax(x);
        double[] t = hot(labels);
        double all = 0;
        int present = 0;
        for (int c = 0; c < C; c++) {
            int klass = c;
            List<Integer> pixels = Stream.iterate(0, i -> i + 1)
                    .limit(N * P)
                    .filter(i -> labels[i] != IGNORED)
                    .sorted((i, j) -> Double.compare(error(p, t, klass, j), error(p, t, klass, i)))
                    .toList();
            double total =
                    pixels.stream().mapToDouble(i -> t[at(i / P, klass, i % P)]).sum();
            if (total == 0) {
                continue;
            }
            present++;
            double found = 0;
            double others = 0;
            double before = 0;
            for (int i : pixels) {
                double truth = t[at(i / P, c, i % P)];
                found += truth;
                others += 1 - truth;
                double jaccard = 1 - (total - found) / (total + others);
                all += error(p, t, c, i) * (jaccard - before);
                before = jaccard;
            }
        }
        return all / present;
    }

    private static double error(double[] p, double[] t, int c, int pixel) {
        int i = at(pixel / P, c, pixel % P);
        return Math.abs(t[i] - p[i]);
    }

    private static double huber(double[] x, double delta) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double d = Math.abs(x[i] - BITS.data()[i]);
            sum += d <= delta ? d * d / 2 : delta * (d - delta / 2);
        }
        return sum / x.length;
    }

    private static final long[] KINDS = {7, 9, 7, 9, 8};

    static Stream<Backends.Tested> backends() {
        return Backends.all().stream();
    }

    private static Tensor vectors() {
        return Tensor.of(Shape.of(5, 3), 1, 2, 0.5f, -1, 0.3f, 2, 0.2f, 1, 1, 0.4f, -2, 0.6f, 1.5f, 1, -0.3f);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void tripletTakesTheHardestOfABatch(Backends.Tested tested) {
        check(tested, Losses.triplet(2), vectors(), Tensor.ofLongs(Shape.of(5), KINDS), x -> {
            double sum = 0;
            for (int i = 0; i < 5; i++) {
                double far = Double.NEGATIVE_INFINITY;
                double near = Double.POSITIVE_INFINITY;
                for (int j = 0; j < 5; j++) {
                    double d = distance(x, i, j);
                    if (i != j && KINDS[i] == KINDS[j]) {
                        far = Math.max(far, d);
                    } else if (i != j) {
                        near = Math.min(near, d);
                    }
                }
                sum += Math.max(0, far - near + 2);
            }
            return sum / 5;
        });
    }

    private static double distance(double[] x, int i, int j) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double d = x[3 * i + k] - x[3 * j + k] + 1e-6;
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void infoNceComparesPartnersWithAllOthers(Backends.Tested tested) {
        check(tested, Losses.infoNce(0.5), vectors(), Tensor.ofLongs(Shape.of(5), KINDS), x -> {
            double sum = 0;
            int pairs = 0;
            for (int i = 0; i < 5; i++) {
                double all = 0;
                for (int k = 0; k < 5; k++) {
                    all += k == i ? 0 : Math.exp(cosine(x, i, k) / 0.5);
                }
                for (int j = 0; j < 5; j++) {
                    if (j != i && KINDS[i] == KINDS[j]) {
                        sum -= cosine(x, i, j) / 0.5 - Math.log(all);
                        pairs++;
                    }
                }
            }
            return sum / pairs;
        });
    }

    private static double cosine(double[] x, int i, int j) {
        double dot = 0;
        double a = 0;
        double b = 0;
        for (int k = 0; k < 3; k++) {
            dot += x[3 * i + k] * x[3 * j + k];
            a += x[3 * i + k] * x[3 * i + k];
            b += x[3 * j + k] * x[3 * j + k];
        }
        return dot / Math.sqrt(a * b);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void divergenceFromProbabilitiesIsZeroWhereTheyAreMet(Backends.Tested tested) {
        Tensor x = Tensor.of(Shape.of(2, 3), 0, 0, 0, 1, 2, 3);
        Tensor t = Tensor.of(Shape.of(2, 3), 1f / 3, 1f / 3, 1f / 3, 0, 1, 0);
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
        Executable.Results r = run(tested, Losses.klDivergence(), x, t);
        assertClose("kl", r.output("loss").data(), new float[] {(float) ((Math.log(sum) - 2) / 2)}, 1e-6);
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
            Executable.Results r = run(tested, l, scores(), target);
            assertThat(r.output("loss").data()).as(l.name()).containsExactly(0f);
            for (float g : r.gradients().get("x").data()) {
                assertThat(g).as(l.name()).isZero();
            }
        }
    }

    /// Labels from -C on and classes of their own can be left out, too.
    @Test
    void anyNumberCanBeIgnored() {
        Backends.Tested tested = Backends.all().getFirst();
        Tensor x = Tensor.of(Shape.of(3, 2), 1, 2, 3, -1, 0.5f, 0.25f);
        float expected = run(
                        tested, Losses.crossEntropy(), Tensor.of(Shape.of(1, 2), 3, -1), Tensor.ofLongs(Shape.of(1), 1))
                .output("loss")
                .data()[0];
        for (long ignored : new long[] {-1, -2, 0, -100}) {
            Tensor target = Tensor.ofLongs(Shape.of(3), ignored, 1, ignored);
            assertThat(run(tested, Losses.crossEntropy().ignoring(ignored), x, target)
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
            assertThat(run(Backends.all().getFirst(), l, x, Tensor.ofLongs(Shape.of(2), 0, 2))
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
        assertThatThrownBy(() ->
                        run(Backends.all().getFirst(), Losses.crossEntropy().weights(1, 2), scores(), CLASSES))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("there are weights for 2 classes, the output [3,4,2,3] has 4");
        assertThatThrownBy(() -> Losses.huber(0)).hasMessage("huber: the delta must be positive, found 0.0");
        assertThatThrownBy(() -> Losses.focal(-1)).hasMessageContaining("gamma");
        assertThatThrownBy(() -> Losses.focal(2).alpha(0.25)).hasMessageContaining("binary form only");
        assertThatThrownBy(() -> Losses.binaryDice().ignoring(3)).hasMessageContaining("no labels");
        assertThatThrownBy(() -> Losses.tversky(-1, 0)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> Losses.dice().smooth(0)).hasMessageContaining("smoothing number");
        assertThatThrownBy(() -> Losses.infoNce(0)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> Losses.triplet(1).target(MAP)).hasMessageContaining("needs a vector for each sample");
    }
}
