package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.data.Dataset;
import dev.noyau.graph.op.Random32;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The number of threads changes no bit.
class ThreadsTest {
    private static final Shape SHAPE = Shape.of(1, 28, 28);

    /// Noise with labels, as good as any data for comparing bits. The last batch is smaller.
    private static Dataset noise(int n) {
        float[][] x = new float[n][784];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % 10;
            for (int k = 0; k < 784; k++) {
                x[i][k] = Random32.uniform(5, i, y[i], k);
            }
        }
        return Dataset.of(x, y, SHAPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"course-cnn", "course-pool", "mlp", "lenet5"})
    void oneTwoAndFiveThreadsGiveTheSameBits(String network) {
        Dataset data = noise(75);
        float[] one = trained(network, data, 1);
        for (int threads : List.of(2, 5)) {
            assertThat(trained(network, data, threads))
                    .as("%d threads", threads)
                    .isEqualTo(one);
        }
    }

    @Test
    void muonGroupsAndAveragesToo() {
        Dataset data = noise(75);
        Training training = Trainer.of(Zoo.get("lenet5", SHAPE, 10))
                .optimizer(Optimizers.muon(0.02).withWeightDecay(0.01))
                .group(ParameterGroup.of("*.bias").rate(2).weightDecay(0))
                .clipValue(0.1)
                .averaging(0.9);
        float[] one = trained(training, data, 1);
        for (int threads : List.of(2, 5)) {
            assertThat(trained(training, data, threads))
                    .as("%d threads", threads)
                    .isEqualTo(one);
        }
    }

    private static float[] trained(String network, Dataset data, int threads) {
        return trained(Trainer.of(Zoo.get(network, SHAPE, 10)).averaging(0.9), data, threads);
    }

    /// The weights and their averages.
    private static float[] trained(Training training, Dataset data, int threads) {
        try (Trainer t = training.threads(threads).clipNorm(0.5).seed(3).open()) {
            t.fit(data, epochs(2), batch(32));
            assertThat(t.evaluate(data).loss()).isFinite();
            assertThat(t.evaluateAverages(data).loss()).isFinite();
            int n = t.parameters().size();
            float[] both = Arrays.copyOf(t.parameters().slab(), 2 * n);
            System.arraycopy(t.averages().slab(), 0, both, n, n);
            return both;
        }
    }
}
