package dev.noyau.train;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.checkpoints;
import static dev.noyau.train.FitOptions.earlyStopping;
import static dev.noyau.train.FitOptions.epochs;
import static dev.noyau.train.FitOptions.validation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.data.Dataset;
import dev.noyau.model.Weights;
import dev.noyau.reference.ReferenceBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A training that is interrupted anywhere ends as it would have ended.
class CheckpointTest {
    /// 40 samples in batches of 16: three steps an epoch, the last of eight samples.
    static final Dataset DATA = Blobs.data(40, 1);

    static final Training BASE = Trainer.of(Blobs.withDropout()).seed(7).backend(new ReferenceBackend());

    static Stream<Training> trainings() {
        return Stream.of(
                BASE.optimizer(Optimizers.adamw(0.02)).schedule(Schedules.oneCycle()),
                BASE.optimizer(Optimizers.adam(0.02)).schedule(Schedules.cosine(0.2, 0.1)),
                BASE.optimizer(Optimizers.momentum(0.05, 0.9).withNesterov()).clipNorm(0.5),
                BASE.optimizer(Optimizers.sgd(0.1)).schedule(Schedules.step(2, 0.5)),
                BASE.optimizer(Optimizers.adam(0.02).withAmsgrad()).clipValue(0.1),
                BASE.optimizer(Optimizers.rmsprop(0.01).withMomentum(0.9).withCentring()),
                BASE.optimizer(Optimizers.adagrad(0.1).withRateDecay(0.1)),
                BASE.optimizer(Optimizers.adadelta(1)).freeze("0.weight"),
                BASE.optimizer(Optimizers.lion(0.01))
                        .group(ParameterGroup.of("3").rate(3)),
                BASE.backend(CpuBackend.shared())
                        .optimizer(Optimizers.muon(0.02))
                        .decayWeightsOnly()
                        .averaging(0.9));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("trainings")
    void goesOnBitForBitWhereverItStopped(Training training) throws IOException {
        List<Double> losses = new ArrayList<>();
        float[] straight;
        float[] averages;
        try (Trainer t = training.listener(e -> epochLoss(e, losses)).open()) {
            t.fit(DATA, epochs(3), batch(16));
            straight = t.parameters().slab().clone();
            averages = averages(t);
        }
        for (int stopAfter = 1; stopAfter < 9; stopAfter++) {
            Path file = Path.of("stop-" + stopAfter + ".memory");
            stopped(training, stopAfter, file);
            List<Double> rest = new ArrayList<>();
            try (Trainer t = training.listener(e -> epochLoss(e, rest)).open()) {
                t.resume(file);
                assertThat(t.steps()).isEqualTo(stopAfter);
                TrainingResult r = t.fit(DATA, epochs(3), batch(16));
                assertThat(r.steps()).isEqualTo(9);
                assertThat(t.parameters().slab())
                        .as("stopped after step %d", stopAfter)
                        .isEqualTo(straight);
                assertThat(averages(t))
                        .as("averages, stopped after step %d", stopAfter)
                        .isEqualTo(averages);
                assertThat(rest).isEqualTo(losses.subList(3 - rest.size(), 3));
            }
        }
    }

    private static float[] averages(Trainer t) {
        return t.training().update().averaging() > 0 ? t.averages().slab().clone() : new float[0];
    }

    private static void epochLoss(TrainingEvent e, List<Double> losses) {
        if (e instanceof TrainingEvent.EpochDone d) {
            losses.add(d.trainLoss());
        }
    }

    /// Trains until a step and stops there as Ctrl-C does.
    private static void stopped(Training training, int after, Path file) {
        Trainer[] running = new Trainer[1];
        Schedule watched = (base, step, total) -> {
            if (step == after - 1) {
                running[0].requestStop();
            }
            return training.schedule().rate(base, step, total);
        };
        try (Trainer t = training.schedule(watched).open()) {
            running[0] = t;
            TrainingResult r = t.fit(DATA, epochs(3), batch(16), checkpoints(file));
            assertThat(r.reason()).isEqualTo(TrainingResult.Reason.REQUESTED);
            assertThat(r.steps()).isEqualTo(after);
            assertThat(r.checkpoint()).isEqualTo(file);
        }
    }

    @Test
    void theEpochsOfAnEndedTrainingCanBeMore() throws IOException {
        Path file = Path.of("ended.memory");
        Training training = BASE.optimizer(Optimizers.adamw(0.02));
        float[] straight;
        try (Trainer t = training.open()) {
            t.fit(DATA, epochs(4), batch(16));
            straight = t.parameters().slab().clone();
        }
        try (Trainer t = training.open()) {
            t.fit(DATA, epochs(2), batch(16), checkpoints(file));
        }
        try (Trainer t = training.open()) {
            t.resume(file);
            assertThat(t.fit(DATA, epochs(2), batch(16)).steps()).isEqualTo(6);
        }
        try (Trainer t = training.open()) {
            t.resume(file);
            t.fit(DATA, epochs(4), batch(16));
            assertThat(t.parameters().slab()).isEqualTo(straight);
        }
    }

    @Test
    void aCheckpointIsWrittenEverySoManySteps() {
        List<Long> steps = new ArrayList<>();
        Training training = BASE.listener(e -> {
            if (e instanceof TrainingEvent.CheckpointWritten c) {
                steps.add(c.step());
            }
        });
        try (Trainer t = training.open()) {
            t.fit(DATA, epochs(3), batch(16), checkpoints(Path.of("often.memory"), 2));
        }
        assertThat(steps).containsExactly(2L, 3L, 4L, 6L, 8L, 9L);
    }

    @Test
    void patienceIsRemembered() throws IOException {
        Path file = Path.of("patience.memory");
        Training training = BASE.optimizer(Optimizers.adamw(0.02));
        Dataset wrong = Blobs.wrong(50, 9);
        int straight;
        try (Trainer t = training.open()) {
            straight = t.fit(DATA, epochs(50), batch(16), validation(wrong), earlyStopping(3))
                    .epochs();
        }
        assertThat(straight).isBetween(4, 10);
        Trainer[] running = new Trainer[1];
        try (Trainer t = training.listener(e -> {
                    if (e instanceof TrainingEvent.EpochDone d && d.epoch() == straight - 1) {
                        running[0].requestStop();
                    }
                })
                .open()) {
            running[0] = t;
            t.fit(DATA, epochs(50), batch(16), validation(wrong), earlyStopping(3), checkpoints(file));
        }
        try (Trainer t = training.open()) {
            t.resume(file);
            assertThat(t.fit(DATA, epochs(50), batch(16), validation(wrong), earlyStopping(3))
                            .epochs())
                    .isEqualTo(straight);
        }
    }

    @Test
    void theAveragedModelHasTheAveragedWeights() {
        try (Trainer t = BASE.averaging(0.9).open()) {
            t.fit(DATA, batch(16));
            assertThat(t.averagedModel().parameters().slab())
                    .isEqualTo(t.averages().slab())
                    .isNotEqualTo(t.model().parameters().slab());
            assertThat(t.evaluateAverages(DATA).loss())
                    .isNotEqualTo(t.evaluate(DATA).loss());
        }
        try (Trainer t = BASE.open()) {
            assertThatThrownBy(t::averagedModel)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("averaging(0.999)");
        }
    }

    /// Of a checkpoint that keeps averages, too.
    @Test
    void itsParametersAreWeights() throws IOException {
        Path file = Path.of("weights.memory");
        try (Trainer t = BASE.averaging(0.9).open()) {
            t.fit(DATA, batch(16));
            t.saveCheckpoint(file);
            Weights weights = Weights.read(file);
            assertThat(weights.tensors().keySet())
                    .containsExactlyElementsOf(t.parameters().slots().keySet());
            assertThat(weights.into(Blobs.withDropout()).initialParameters(0).slab())
                    .isEqualTo(t.parameters().slab());
        }
    }

    @Test
    void notesAndCountersCanBeReadWithoutATrainer() throws IOException {
        Path file = Path.of("notes.memory");
        try (Trainer t = BASE.note("model", "blobs").note("data", "made up").open()) {
            t.fit(DATA, epochs(2), batch(16));
            t.saveCheckpoint(file);
        }
        Checkpoint c = Checkpoint.read(file);
        assertThat(c.notes())
                .containsEntry("model", "blobs")
                .containsEntry("data", "made up")
                .hasSize(2);
        assertThat(c.step()).isEqualTo(6);
        assertThat(c.epoch()).isEqualTo(2);
        assertThat(c.contents().tensors()).containsKeys("model.0.weight", "optimizer.m.0.weight", "optimizer.v.3.bias");
    }

    @Test
    void otherBatchesCannotGoOnWithinAnEpoch() throws IOException {
        Path file = Path.of("within.memory");
        stopped(BASE, 2, file);
        try (Trainer t = BASE.open()) {
            t.resume(file);
            assertThatThrownBy(() -> t.fit(DATA, epochs(3), batch(8)))
                    .hasMessage(
                            "training stopped within epoch 1 with batches of 16 of 40 samples; it cannot go on there"
                                    + " with batches of 8 of 40");
        }
    }
}
