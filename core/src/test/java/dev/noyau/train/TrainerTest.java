package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.dropLast;
import static dev.noyau.train.FitOptions.earlyStopping;
import static dev.noyau.train.FitOptions.epochs;
import static dev.noyau.train.FitOptions.test;
import static dev.noyau.train.FitOptions.validation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.data.Loader;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Network;
import dev.noyau.reference.ReferenceBackend;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final Dataset DATA = Blobs.data(100, 1);
    private static final Training PLAIN = Trainer.of(Blobs.network())
            .optimizer(Optimizers.adamw(0.02))
            .seed(42)
            .backend(new ReferenceBackend());

    @Test
    void learns() {
        try (Trainer t = PLAIN.open()) {
            double before = t.evaluate(DATA).loss();
            TrainingResult r = t.fit(DATA, epochs(10), batch(16));
            Evaluation after = t.evaluate(Blobs.data(200, 2), Metrics.accuracy());
            assertThat(r.reason()).isEqualTo(TrainingResult.Reason.COMPLETED);
            assertThat(after.loss()).isLessThan(before / 3);
            assertThat(after.accuracy()).isGreaterThan(0.98);
            assertThat(after.samples()).isEqualTo(200);
        }
    }

    @Test
    void theSeedDecidesEveryBit() {
        float[] a = trained(PLAIN);
        assertThat(trained(PLAIN)).isEqualTo(a);
        assertThat(trained(PLAIN.seed(43))).isNotEqualTo(a);
    }

    private static float[] trained(Training training) {
        try (Trainer t = training.open()) {
            t.fit(DATA, epochs(2), batch(16));
            return t.parameters().slab().clone();
        }
    }

    /// 100 samples in batches of 16: six whole ones and one of four.
    @Test
    void theSmallerBatchAtTheEndIsKeptUnlessDropped() {
        try (Trainer t = PLAIN.open()) {
            assertThat(t.fit(DATA, epochs(2), batch(16)).steps()).isEqualTo(14);
        }
        try (Trainer t = PLAIN.open()) {
            assertThat(t.fit(DATA, epochs(2), batch(16), dropLast()).steps()).isEqualTo(12);
        }
    }

    @Test
    void stepsOfOnesOwnAreTheStepsOfFit() {
        try (Trainer t = PLAIN.open();
                Loader loader = new Loader(DATA, Loader.Plan.shuffled(16, 42), 0, 0, 2)) {
            for (Batch b = loader.next(); b != null; b = loader.next()) {
                t.step(b);
            }
            assertThat(t.parameters().slab()).isEqualTo(trained(PLAIN));
        }
        try (Trainer t = PLAIN.open()) {
            Tensor x = Tensor.of(new float[][] {{1, 0}, {-0.5f, 0.9f}});
            double first = t.step(x, 0, 1);
            for (int i = 0; i < 50; i++) {
                t.step(x, 0, 1);
            }
            assertThat(t.step(x, 0, 1)).isLessThan(first / 10);
            assertThat(t.steps()).isEqualTo(52);
        }
    }

    @Test
    void eventsTellTheStory() {
        List<TrainingEvent> events = new ArrayList<>();
        Dataset held = Blobs.data(30, 3);
        try (Trainer t = PLAIN.listener(events::add)
                .info(ModelInfo.of("blobs", Shape.of(2)))
                .open()) {
            t.fit(DATA, epochs(2), batch(16), validation(held), test(held));
        }
        assertThat(events.getFirst()).isInstanceOfSatisfying(TrainingEvent.Started.class, s -> {
            assertThat(s.network()).isEqualTo("blobs");
            assertThat(s.parameters()).isEqualTo(2 * 8 + 8 + 8 * 3 + 3);
            assertThat(s.stepsPerEpoch()).isEqualTo(7);
            assertThat(s.totalSteps()).isEqualTo(14);
            assertThat(s.backend()).isEqualTo("reference");
        });
        assertThat(events.stream().filter(e -> e instanceof TrainingEvent.StepDone s && s.stepInEpoch() == 7))
                .hasSize(2);
        List<TrainingEvent.EpochDone> epochs = events.stream()
                .filter(e -> e instanceof TrainingEvent.EpochDone)
                .map(e -> (TrainingEvent.EpochDone) e)
                .toList();
        assertThat(epochs).extracting(TrainingEvent.EpochDone::epoch).containsExactly(1, 2);
        assertThat(epochs.getLast().validation()).isNotNull();
        assertThat(epochs.getLast().test().loss())
                .isEqualTo(epochs.getLast().validation().loss());
        assertThat(epochs.getLast().trainLoss()).isLessThan(epochs.getFirst().trainLoss());
        assertThat(events.getLast()).isInstanceOf(TrainingEvent.Ended.class);
    }

    @Test
    void stopsAfterTheStepThatIsRunning() {
        Trainer[] running = new Trainer[1];
        try (Trainer t = PLAIN.open()) {
            running[0] = t;
            t.requestStop();
            TrainingResult r = t.fit(DATA, epochs(2), batch(16));
            assertThat(r.reason()).isEqualTo(TrainingResult.Reason.REQUESTED);
            assertThat(r.steps()).isZero();
            assertThat(t.fit(DATA, epochs(2), batch(16)).steps()).isEqualTo(14);
        }
    }

    /// The patience of two: after the best epoch there are two more and no third.
    @Test
    void stopsEarlyWhenTheValidationLossFallsNoMore() {
        List<Double> losses = new ArrayList<>();
        Training t = PLAIN.listener(e -> {
            if (e instanceof TrainingEvent.EpochDone d) {
                losses.add(d.validation().loss());
            }
        });
        try (Trainer trainer = t.open()) {
            TrainingResult r =
                    trainer.fit(DATA, epochs(20), batch(16), validation(Blobs.wrong(50, 9)), earlyStopping(2));
            assertThat(r.reason()).isEqualTo(TrainingResult.Reason.EARLY_STOPPING);
            assertThat(r.epochs()).isEqualTo(losses.size());
        }
        int best = losses.indexOf(losses.stream().min(Double::compare).orElseThrow());
        assertThat(losses).hasSize(best + 3);
        assertThatThrownBy(() -> FitOptions.of(earlyStopping(2))).hasMessageContaining("give validation data too");
    }

    /// With plain descent and a rate of 1 the step is the gradient, so its length is the limit.
    @Test
    void limitsTheNormOfTheWholeGradient() {
        Training plain = PLAIN.optimizer(Optimizers.sgd(1));
        assertThat(firstStep(plain.clipNorm(0.125))).isCloseTo(0.125, within(1e-6));
        double free = firstStep(plain);
        assertThat(free).isGreaterThan(0.2);
        assertThat(firstStep(plain.clipNorm(100))).isEqualTo(free);
    }

    private static double firstStep(Training training) {
        try (Trainer t = training.open()) {
            float[] before = t.parameters().slab().clone();
            t.step(Tensor.of(new float[][] {{3, 1}, {-2, 5}}), 2, 0);
            double s = 0;
            for (int i = 0; i < before.length; i++) {
                s += Math.pow(t.parameters().slab()[i] - before[i], 2);
            }
            return Math.sqrt(s);
        }
    }

    @Test
    void theScheduleIsFollowed() {
        List<Double> rates = new ArrayList<>();
        Schedule halves = (base, step, total) -> {
            assertThat(total).isEqualTo(6);
            rates.add(base / (1 << step));
            return rates.getLast();
        };
        try (Trainer t = PLAIN.schedule(halves).open()) {
            t.fit(DATA, epochs(3), batch(64));
        }
        assertThat(rates).containsExactly(0.02, 0.01, 0.005, 0.0025, 0.00125, 0.000625);
    }

    @Test
    void theModelRemembersWhatThePredictionNeeds() {
        try (Trainer t = PLAIN.open()) {
            t.fit(DATA, batch(16));
            assertThat(t.model().info().input()).isEqualTo(Shape.of(2));
            Tensor scores = t.model().predict(Tensor.of(Shape.of(2), 1, 0));
            t.fit(DATA, epochs(5), batch(16));
            assertThat(t.model().predict(Tensor.of(Shape.of(2), 1, 0))).isNotEqualTo(scores);
        }
    }

    @Test
    void dataThatDoesNotFitIsSaidSo() {
        try (Trainer t = PLAIN.open()) {
            assertThatThrownBy(() -> t.fit(Blobs.data(0, 1))).hasMessage("the data set is empty");
            Dataset wrong = Dataset.of(new float[][] {{1, 2}, {3, 4}}, new int[] {0, 3}, Shape.of(2));
            assertThatThrownBy(() -> t.fit(wrong))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("sample 1 has label 3; the network tells 3 classes apart, 0 to 2");
            assertThatThrownBy(() -> t.evaluate(wrong)).hasMessageContaining("sample 1 has label 3");
            Dataset wide = Dataset.of(new float[4][3], new int[4], Shape.of(3));
            assertThatThrownBy(() -> t.fit(wide))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("0: its '0.weight' would have to be [8,3] for inputs of 3; the network is made for"
                            + " inputs of 2 and has [8,2]");
            assertThatThrownBy(() -> t.fit(DATA, batch(0))).hasMessageContaining("at least 1");
            assertThatThrownBy(() -> t.fit(DATA, epochs(0))).hasMessageContaining("at least 1");
        }
        Network map = Network.of(Shape.of(1, 4, 4), Conv2d.of(2, 3));
        Dataset images = Dataset.of(new float[4][16], new int[4], Shape.of(1, 4, 4));
        try (Trainer t = PLAIN.backend(new ReferenceBackend()).open();
                Trainer m = Trainer.of(map).backend(new ReferenceBackend()).open()) {
            assertThat(t.steps()).isZero();
            assertThatThrownBy(() -> m.fit(images))
                    .hasMessage("for inputs of 1×4×4 the network gives 2×2×2, which takes 4 targets a sample; the data"
                            + " has 1");
        }
    }
}
