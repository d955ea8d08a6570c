package dev.noyau.train;

import static dev.noyau.testing.Close.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.cpu.Workers;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.testing.Gen;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Muon against its formula in double, and which weights it takes.
class MuonTest {
    /// Five iterations in float32 that each may double an error.
    private static final double TOLERANCE = 2e-4;

    private static final String HIDDEN = "1.weight";

    /// A network of three weights, of which the middle one is hidden.
    private static Parameters network(Shape hidden) {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("0.weight", Shape.of(3, 2));
        shapes.put("0.bias", Shape.of(3));
        shapes.put(HIDDEN, hidden);
        shapes.put("1.bias", Shape.of(hidden.dim(0)));
        shapes.put("2.weight", Shape.of(2, 5));
        shapes.put("2.bias", Shape.of(2));
        return Parameters.zeros(shapes);
    }

    private static void fill(float[] a, Gen g) {
        for (int i = 0; i < a.length; i++) {
            a[i] = g.between(-1000, 1000) / 1000f;
        }
    }

    /// Lying, standing and square matrices, with and without padding, and the weights of convolutions.
    @ParameterizedTest
    @ValueSource(strings = {"16,16", "5,40", "40,5", "17,33", "2,7", "7,2", "32,16,3,3", "6,1,5,5"})
    void aHiddenWeightFollowsTheFormula(String shape) {
        String[] dims = shape.split(",");
        Shape hidden =
                Shape.of(List.of(dims).stream().mapToInt(Integer::parseInt).toArray());
        for (boolean nesterov : List.of(true, false)) {
            Muon muon = Optimizers.muon(0.02).withWeightDecay(0.1);
            follows(nesterov ? muon : muon.withoutNesterov(), hidden);
        }
    }

    private static void follows(Muon muon, Shape hidden) {
        Gen gen = Gen.of(11);
        Parameters w = network(hidden);
        fill(w.slab(), gen);
        Parameters g = w.zerosLike();
        int n = hidden.intSize();
        double[] expected = toDouble(w.get(HIDDEN).data());
        double[] momentum = new double[n];
        try (Workers workers = new Workers(2)) {
            Updater updater = new Updater(Update.of(muon), w, Set.of(), workers);
            for (int step = 1; step <= 3; step++) {
                fill(g.slab(), gen);
                updater.update(g, step, 0.05);
                step(muon, expected, toDouble(g.get(HIDDEN).data()), momentum, hidden.dim(0), 0.05);
                assertClose("weight", toDouble(w.get(HIDDEN).data()), expected, TOLERANCE);
            }
        }
    }

    private static void step(Muon muon, double[] w, double[] g, double[] b, int rows, double rate) {
        double[] u = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            b[i] = muon.momentum() * b[i] + g[i];
            u[i] = muon.nesterov() ? g[i] + muon.momentum() * b[i] : b[i];
        }
        double norm = Math.sqrt(Arrays.stream(u).map(x -> x * x).sum()) + 1e-7;
        int columns = w.length / rows;
        double[][] x = new double[rows][columns];
        for (int i = 0; i < w.length; i++) {
            x[i / columns][i % columns] = u[i] / norm;
        }
        for (int k = 0; k < muon.iterations(); k++) {
            x = polynomial(x);
        }
        double scale = rate * Math.sqrt(Math.max(1.0, (double) rows / columns));
        for (int i = 0; i < w.length; i++) {
            w[i] = w[i] - rate * muon.weightDecay() * w[i] - scale * x[i / columns][i % columns];
        }
    }

    /// `a·X + (b·XXᵀ + c·(XXᵀ)²)·X`, as it is written.
    private static double[][] polynomial(double[][] x) {
        double[][] gram = product(x, transposed(x));
        double[][] square = product(gram, gram);
        double[][] p = new double[gram.length][gram.length];
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < p.length; j++) {
                p[i][j] = (i == j ? 3.4445 : 0) - 4.775 * gram[i][j] + 2.0315 * square[i][j];
            }
        }
        return product(p, x);
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static double[] toDouble(float[] f) {
        double[] d = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            d[i] = f[i];
        }
        return d;
    }

    /// The first weight, the last one and all biases move as AdamW moves them, with its own rate.
    @Test
    void theRestIsLeftToAdamW() {
        Muon muon = Optimizers.muon(0.03).withRest(Optimizers.adamw(0.01).withWeightDecay(0.2));
        Parameters a = network(Shape.of(5, 3));
        fill(a.slab(), Gen.of(3));
        Parameters b = a.copy();
        Parameters g = a.zerosLike();
        try (Workers workers = new Workers(1)) {
            Updater mixed = new Updater(Update.of(muon), a, Set.of(), workers);
            Updater adamw = new Updater(Update.of(muon.rest()), b, Set.of(), workers);
            for (int step = 1; step <= 3; step++) {
                fill(g.slab(), Gen.of(step));
                mixed.update(g, step, 0.03);
                adamw.update(g, step, 0.03 * muon.restRate());
            }
        }
        assertThat(muon.restRate() * 0.03).isCloseTo(0.01, within(1e-15));
        for (String path : a.slots().keySet()) {
            boolean same = Arrays.equals(a.get(path).data(), b.get(path).data());
            assertThat(same).as(path).isEqualTo(!path.equals(HIDDEN));
        }
    }

    /// A vision transformer's token and positions, ConvNeXt's scales, a weight of one row or column.
    @Test
    void vectorsOfWhateverRankAreLeftToAdamW() {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("token", Shape.of(1, 1, 8));
        shapes.put("patches.weight", Shape.of(8, 3, 4, 4));
        shapes.put("positions", Shape.of(1, 16, 8));
        shapes.put("qkv.weight", Shape.of(24, 8));
        shapes.put("depthwise.weight", Shape.of(8, 1, 3, 3));
        shapes.put("norm.weight", Shape.of(8));
        shapes.put("scale", Shape.of(8, 1, 1));
        shapes.put("gate.weight", Shape.of(1, 8));
        shapes.put("spread.weight", Shape.of(8, 1));
        shapes.put("fc.weight", Shape.of(8, 8));
        shapes.put("head.weight", Shape.of(1, 8));
        shapes.put("head.bias", Shape.of(1));
        assertThat(Muon.hidden(Parameters.zeros(shapes)))
                .containsExactlyInAnyOrder("qkv.weight", "depthwise.weight", "fc.weight");
        assertThat(Muon.hidden(Parameters.zeros(new LinkedHashMap<>()))).isEmpty();
    }

    /// The iteration brings all directions of a gradient to about the same size.
    @Test
    void aStepHasNoPreferredDirection() {
        Parameters w = network(Shape.of(16, 16));
        Parameters g = w.zerosLike();
        float[] diagonal = new float[256];
        for (int i = 0; i < 16; i++) {
            diagonal[17 * i] = i + 1;
        }
        g.set(HIDDEN, Tensor.wrap(Shape.of(16, 16), diagonal));
        try (Workers workers = new Workers(1)) {
            new Updater(Update.of(Optimizers.muon(1)), w, Set.of(), workers).update(g, 1, 1);
        }
        float[] x = w.get(HIDDEN).data();
        for (int i = 0; i < 256; i++) {
            if (i % 17 == 0) {
                assertThat(-x[i]).isBetween(0.5f, 1.3f);
            } else {
                assertThat(x[i]).isZero();
            }
        }
    }

    @Test
    void changingTheRateChangesTheRestInProportion() {
        Muon m = Optimizers.muon(0.02).withLearningRate(0.04);
        assertThat(m.rest().learningRate()).isCloseTo(0.04 / 15, within(1e-12));
        assertThat(m.withWeightDecay(0.1).rest().weightDecay()).isEqualTo(0.1);
        assertThat(m.withLearningRate(0).restRate()).isZero();
    }
}
