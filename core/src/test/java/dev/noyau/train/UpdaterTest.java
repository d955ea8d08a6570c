package dev.noyau.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.cpu.Workers;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.PathPattern;
import dev.noyau.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What happens to a gradient on its way to the parameters: limits, groups, decay, freezing, and averages after it.
class UpdaterTest {
    private static final double RATE = 0.5;

    /// Two layers, both long enough to be cut into several chunks.
    private static Parameters ones() {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("body.weight", Shape.of(10, 1000));
        shapes.put("body.bias", Shape.of(10));
        shapes.put("head.weight", Shape.of(3, 3000));
        shapes.put("head.bias", Shape.of(3));
        Parameters p = Parameters.zeros(shapes);
        Arrays.fill(p.slab(), 1);
        return p;
    }

    private static Parameters updated(Update update, Set<String> frozen, float gradient) {
        Parameters w = ones();
        Parameters g = w.zerosLike();
        Arrays.fill(g.slab(), gradient);
        try (Workers workers = new Workers(2)) {
            new Updater(update, w, frozen, workers).update(g, 1, RATE);
        }
        return w;
    }

    private static void all(Parameters p, String path, double value) {
        float[] expected = new float[p.get(path).data().length];
        Arrays.fill(expected, (float) value);
        assertThat(p.get(path).data()).as(path).containsExactly(expected, within(1e-6f));
    }

    private static final Update SGD = Update.of(Optimizers.sgd(RATE).withWeightDecay(0.2));

    @Test
    void decayCanBeForWeightsOnly() {
        Parameters w = updated(SGD.withDecayOfWeightsOnly(), Set.of(), 1);
        all(w, "body.weight", 1 - 0.5 * 1.2);
        all(w, "body.bias", 1 - 0.5);
        all(w, "head.bias", 1 - 0.5);
    }

    @Test
    void groupsHaveTheirOwnRateAndDecay() {
        Update u = SGD.withGroup(ParameterGroup.of("head.bias").weightDecay(1))
                .withGroup(ParameterGroup.of("head").rate(10).weightDecay(0))
                .withDecayOfWeightsOnly();
        Parameters w = updated(u, Set.of(), 1);
        all(w, "body.weight", 1 - 0.5 * 1.2);
        all(w, "body.bias", 1 - 0.5);
        all(w, "head.weight", 1 - 10 * 0.5);
        all(w, "head.bias", 1 - 0.5 * 2);
    }

    @Test
    void aGroupOfNothingIsASlip() {
        assertThatThrownBy(() -> updated(SGD.withGroup(ParameterGroup.of("haed.*")), Set.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing to treat as a group: no parameter matches 'haed.*'; there are"
                        + " [body.weight, body.bias, head.weight, head.bias]");
        assertThatThrownBy(() -> ParameterGroup.of("head").rate(-1))
                .hasMessage("group head: the factor of the learning rate must not be negative, found -1.0");
        assertThatThrownBy(() -> ParameterGroup.of("head").weightDecay(Double.NaN))
                .hasMessageContaining("weight decay");
    }

    @Test
    void whatIsFrozenStays() {
        Parameters w = updated(SGD, Set.of("body.weight", "head.bias"), 1);
        all(w, "body.weight", 1);
        all(w, "body.bias", 1 - 0.5 * 1.2);
        all(w, "head.weight", 1 - 0.5 * 1.2);
        all(w, "head.bias", 1);
    }

    @Test
    void valuesAreLimitedBeforeTheNorm() {
        Update u = Update.of(Optimizers.sgd(RATE)).withClipValue(0.25);
        all(updated(u, Set.of(), -3), "head.weight", 1 + 0.5 * 0.25);
        all(updated(u, Set.of(), 0.1f), "head.weight", 1 - 0.5 * 0.1);
        // 19 013 values of 0.25 have the norm 34.47.
        double norm = Math.sqrt(19_013) * 0.25;
        all(updated(u.withClipNorm(2), Set.of(), 3), "body.bias", 1 - 0.5 * 0.25 * 2 / norm);
        all(updated(u.withClipNorm(norm + 1), Set.of(), 3), "body.bias", 1 - 0.5 * 0.25);
        assertThatThrownBy(() -> u.withClipValue(-1))
                .hasMessage("training: the largest value of the gradient must not be negative, found -1.0");
        assertThatThrownBy(() -> u.withClipNorm(Double.NaN)).hasMessageContaining("largest norm");
        assertThatThrownBy(() -> u.withAveraging(1)).hasMessageContaining("must be in [0, 1)");
    }

    /// a = d·a + (1 - d)·w, where d is at first limited by (1 + t)/(10 + t).
    @Test
    void averagesFollowTheWeights() {
        Parameters w = ones();
        Parameters g = w.zerosLike();
        Arrays.fill(g.slab(), 1);
        try (Workers workers = new Workers(2)) {
            Updater u =
                    new Updater(Update.of(Optimizers.sgd(RATE)).withAveraging(0.2), w, Set.of("body.bias"), workers);
            Parameters averages = u.averages();
            assertThat(averages).isNotNull();
            double a = 1;
            for (int step = 1; step <= 5; step++) {
                u.update(g, step, RATE);
                double d = Math.min(0.2, (1.0 + step) / (10 + step));
                a = d * a + (1 - d) * (1 - RATE * step);
                all(averages, "head.weight", a);
                all(averages, "body.bias", 1);
            }
        }
    }

    @Test
    void patternsNameLayersAndAllBelow() {
        assertThat(PathPattern.of("body").matches("body.0.weight")).isTrue();
        assertThat(PathPattern.of("body").matches("body2.weight")).isFalse();
        assertThat(PathPattern.of("body.*").matches("body.0.bn.weight")).isTrue();
        assertThat(PathPattern.of("body.**").matches("body.0.bn.weight")).isTrue();
        assertThat(PathPattern.of("*.bias").matches("body.0.bias")).isTrue();
        assertThat(PathPattern.of("*.bias").matches("body.0.biased")).isFalse();
        assertThat(PathPattern.of("layer?.*").matches("layer1.0.weight")).isTrue();
        assertThat(PathPattern.of("layer?.*").matches("layer10.0.weight")).isFalse();
        assertThat(PathPattern.of("a+b").matches("a+b.weight")).isTrue();
        assertThat(PathPattern.of("x")).isEqualTo(PathPattern.of("x")).hasToString("x");
        assertThatThrownBy(() -> PathPattern.of(" ")).hasMessageContaining("must not be empty");
    }
}
