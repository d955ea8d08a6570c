package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;
import static dev.noyau.train.FitOptions.validation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.nn.Losses;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import org.junit.jupiter.api.Test;

/// Targets that are probabilities of classes.
class SoftTargetsTest {
    private static final Training SOFT = Trainer.of(Blobs.network())
            .loss(Losses.klDivergence())
            .optimizer(Optimizers.adamw(0.02))
            .seed(42)
            .backend(new ReferenceBackend());

    /// Against labels of one class each the divergence is the cross-entropy, and the accuracy that of the classes.
    @Test
    void aNetworkThatLearnsFromMixedSamplesIsValidatedOnWholeOnes() {
        Dataset data = Blobs.data(100, 1);
        Dataset held = Blobs.data(60, 2);
        try (Trainer t = SOFT.open()) {
            TrainingResult r = t.fit(data.mixup(0.2, 1), epochs(10), batch(16), validation(held.probabilities()));
            Evaluation v = r.validation();
            assertThat(v.accuracy()).isGreaterThan(0.95);
            try (Trainer hard = Trainer.of(Blobs.network())
                    .seed(42)
                    .backend(new ReferenceBackend())
                    .open()) {
                System.arraycopy(
                        t.parameters().slab(),
                        0,
                        hard.parameters().slab(),
                        0,
                        t.parameters().size());
                Evaluation e = hard.evaluate(held, Metrics.accuracy(), Metrics.confusion());
                assertThat(v.loss()).isCloseTo(e.loss(), within(1e-6));
                assertThat(v.accuracy()).isEqualTo(e.accuracy());
                Evaluation s = t.evaluate(held.probabilities(), Metrics.confusion());
                assertThat(s.confusion().orElseThrow())
                        .hasToString(e.confusion().orElseThrow().toString());
            }
        }
    }

    /// It would be a pity after an epoch.
    @Test
    void validationDataOfAnotherKindIsRefusedBeforeTraining() {
        try (Trainer t = SOFT.open()) {
            assertThatThrownBy(() -> t.fit(Blobs.data(20, 1).mixup(0.2, 1), validation(Blobs.data(20, 2))))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("Dataset.probabilities() makes probabilities of them");
            assertThat(t.steps()).isZero();
        }
    }

    /// Two samples of two classes on three places; the last place of the first has no probabilities.
    @Test
    void theMostProbableClassIsTheOneToBeMet() {
        float[] scores = {5, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1};
        float[] p = {0.6f, 0.7f, 0, 0.4f, 0.3f, 0, 1, 0.2f, 0, 0, 0.8f, 1};
        Metric.Score s = Metrics.accuracy().start();
        s.add(scores, Shape.of(2, 2, 3), Targets.values(p));
        assertThat(s.value()).isEqualTo(3 / 5.0);
    }

    @Test
    void numbersThatAreNoProbabilitiesHaveNoAccuracy() {
        Metric.Score s = Metrics.accuracy().start();
        assertThatThrownBy(() -> s.add(new float[4], Shape.of(2, 2), Targets.values(0, 1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("accuracy: needs classes for targets, or probabilities of the classes that add up to 1;"
                        + " found numbers, and those of target 1 of a batch add up to 2.0; leave this metric out, the"
                        + " loss is measured anyway");
        Metric.Score c = Metrics.confusion().start();
        assertThatThrownBy(() -> c.add(new float[4], Shape.of(2, 2), Targets.values(0, 1)))
                .hasMessageStartingWith("confusion: needs classes")
                .hasMessageContaining("there are 2 for an output of 2×2");
    }
}
