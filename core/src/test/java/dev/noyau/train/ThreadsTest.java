package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.data.Dataset;
import dev.noyau.graph.op.Random32;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.util.List;
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

    private static float[] trained(String network, Dataset data, int threads) {
        try (Trainer t = Trainer.of(Zoo.get(network, SHAPE, 10))
                .threads(threads)
                .clipNorm(0.5)
                .seed(3)
                .open()) {
            t.fit(data, epochs(2), batch(32));
            assertThat(t.evaluate(data).loss()).isFinite();
            return t.parameters().slab().clone();
        }
    }
}
