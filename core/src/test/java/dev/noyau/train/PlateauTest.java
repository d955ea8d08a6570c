package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.checkpoints;
import static dev.noyau.train.FitOptions.epochs;
import static dev.noyau.train.FitOptions.reduceOnPlateau;
import static dev.noyau.train.FitOptions.validation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The rate falls when the validation loss does not, and remembers that.
class PlateauTest {
    private static final Dataset DATA = Blobs.data(40, 1);
    private static final Training BASE =
            Trainer.of(Blobs.network()).optimizer(Optimizers.adamw(0.05)).seed(7);

    private static List<Double> rates(Training training, Trainer[] trainer, @Nullable Path from, FitOption... options)
            throws IOException {
        List<Double> rates = new ArrayList<>();
        try (Trainer t = training.listener(e -> {
                    if (e instanceof TrainingEvent.StepDone s && s.step() % 3 == 0) {
                        rates.add(s.rate());
                    }
                })
                .open()) {
            trainer[0] = t;
            if (from != null) {
                t.resume(from);
            }
            t.fit(DATA, options);
            return rates;
        }
    }

    /// On wrong labels the loss rises: two epochs of patience are over after the third that is not
    /// better.
    @Test
    void theRateFallsWhenNothingGetsBetter() throws IOException {
        Trainer[] t = new Trainer[1];
        List<Double> rates =
                rates(BASE, t, null, epochs(9), batch(16), validation(Blobs.wrong(50, 9)), reduceOnPlateau(0.1, 2));
        assertThat(rates).hasSize(9).startsWith(0.05).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(rates.getLast()).isLessThan(0.006);
        assertThat(rates.stream().distinct().count()).isLessThanOrEqualTo(4);
    }

    @Test
    void theRateStaysWhileTheTrainingLossFalls() throws IOException {
        List<Double> rates = rates(
                BASE.optimizer(Optimizers.sgd(0.1)),
                new Trainer[1],
                null,
                epochs(6),
                batch(16),
                reduceOnPlateau(0.1, 1));
        assertThat(rates).hasSize(6).containsOnly(0.1);
    }

    @Test
    void aResumedTrainingRemembersTheFall() throws IOException {
        Path file = Path.of("plateau.memory");
        FitOption[] options = {
            epochs(9), batch(16), validation(Blobs.wrong(50, 9)), reduceOnPlateau(0.1, 2), checkpoints(file)
        };
        List<Double> straight = rates(BASE, new Trainer[1], null, options);
        Trainer[] t = new Trainer[1];
        Training stopping = BASE.listener(e -> {
            if (e instanceof TrainingEvent.EpochDone d && d.epoch() == 6) {
                t[0].requestStop();
            }
        });
        List<Double> first = rates(stopping, t, null, options);
        List<Double> rest = rates(BASE, t, file, options);
        first.addAll(rest);
        assertThat(first).isEqualTo(straight);
    }
}
