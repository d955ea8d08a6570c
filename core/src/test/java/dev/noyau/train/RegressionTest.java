package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static dev.noyau.train.FitOptions.validation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.data.Dataset;
import dev.noyau.graph.op.Random32;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Training towards numbers, where there is no accuracy.
class RegressionTest {
    private static final Network NETWORK = Network.of(Shape.of(2), Linear.of(1));

    /// y = 3·a - 2·b + 1.
    private static Dataset data() {
        float[][] x = new float[64][2];
        float[][] y = new float[64][1];
        for (int i = 0; i < 64; i++) {
            x[i][0] = Random32.uniform(1, 0, 0, i);
            x[i][1] = Random32.uniform(1, 0, 1, i);
            y[i][0] = 3 * x[i][0] - 2 * x[i][1] + 1;
        }
        return Dataset.of(x, y, Shape.of(2), Shape.of(1));
    }

    @Test
    void aLineIsFound() {
        List<Evaluation> measured = new ArrayList<>();
        try (Trainer t = Trainer.of(NETWORK)
                .loss(Losses.mse())
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .listener(e -> {
                    if (e instanceof TrainingEvent.EpochDone d) {
                        measured.add(Objects.requireNonNull(d.validation()));
                    }
                })
                .open()) {
            t.fit(data(), epochs(40), batch(16), validation(data()));
            assertThat(measured).hasSize(40);
            assertThat(measured.getLast().loss()).isLessThan(1e-4);
            assertThat(measured.getLast().scores()).isEmpty();
            assertThat(t.parameters().get("bias").data()[0]).isBetween(0.9f, 1.1f);
        }
    }

    @Test
    void classesAreNoNumbers() {
        try (Trainer t = Trainer.of(Blobs.network()).loss(Losses.mse()).open()) {
            assertThatThrownBy(() -> t.fit(Blobs.data(20, 1), epochs(1), batch(10)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("the loss mse takes targets f32[10,3], the data has numbers of classes (i64)");
        }
    }
}
