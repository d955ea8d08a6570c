package dev.noyau.train;

import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.data.Loader;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a trainer over a data set: the loop and what is told of it.
final class Fit {
    /// Time between two events of steps.
    private static final long TELL_NANOS = 100_000_000;

    private final Trainer trainer;
    private final Dataset data;
    private final FitOptions options;
    private final Progress at;
    private final Loader.Plan plan;
    private final int stepsPerEpoch;
    private final long began = System.nanoTime();
    private double trainLoss = Double.NaN;
    private @Nullable Evaluation validation;
    private @Nullable Evaluation test;
    private TrainingResult.@Nullable Reason ended;

    /// What is measured beside the loss: what was asked for, else the accuracy where targets are classes or their
    /// probabilities.
    private Metric[] metrics = {};

    /// Of the epoch under way in this run: when it began, and samples done since.
    private long epochBegan;

    private long epochSamples;
    private long told;

    /// The last batch that was trained on, and its learning rate.
    private @Nullable Batch last;

    private double rate;

    Fit(Trainer trainer, Dataset data, FitOptions options) {
        this.trainer = trainer;
        this.data = data;
        this.options = options;
        at = trainer.progress();
        plan = Loader.Plan.shuffled(options.batch(), trainer.training().seed())
                .dropLast(options.dropsLast())
                .threads(trainer.threads());
        stepsPerEpoch = plan.batches(data.size());
    }

    TrainingResult run() {
        trainer.learnInfo(data);
        checkRun();
        int end = at.runEpoch + options.epochs();
        try (Loader loader = new Loader(data, plan, at.epoch, at.position, end)) {
            StepPlan first = trainer.plans().training(firstShape());
            for (Dataset measured : new Dataset[] {options.validation(), options.test()}) {
                if (measured != null) {
                    first.requireType(measured.targetType());
                }
            }
            metrics = metrics(first);
            tellStart(first, end);
            while (ended == null) {
                if (at.epoch >= end) {
                    ended = TrainingResult.Reason.COMPLETED;
                } else {
                    epoch(loader, end);
                }
            }
        }
        at.running = ended == TrainingResult.Reason.REQUESTED;
        TrainingResult result = new TrainingResult(
                ended, at.epoch, at.step, trainLoss, validation, test, seconds(began), trainer.checkpoint());
        trainer.tell(new TrainingEvent.Ended(result));
        return result;
    }

    private Metric[] metrics(StepPlan first) {
        List<Metric> wanted = options.metrics();
        if (wanted != null) {
            return wanted.toArray(Metric[]::new);
        }
        return first.classes() > 0 ? new Metric[] {Metrics.accuracy()} : new Metric[0];
    }

    /// Begins a run, or checks that the one under way can go on with this data.
    private void checkRun() {
        if (!at.running) {
            at.beginRun();
        } else if (at.position > 0 && (at.batch != options.batch() || at.samples != data.size())) {
            throw new IllegalArgumentException("training stopped within epoch " + (at.epoch + 1) + " with batches of "
                    + at.batch + " of " + at.samples + " samples; it cannot go on there with batches of "
                    + options.batch() + " of " + data.size());
        }
        at.batch = options.batch();
        at.samples = data.size();
    }

    /// The plan is made before the first step, so that what does not fit is said at once.
    private Shape firstShape() {
        return data.shape().prepend(Math.min(options.batch(), data.size()));
    }

    private void epoch(Loader loader, int end) {
        epochBegan = System.nanoTime();
        epochSamples = 0;
        while (at.position < stepsPerEpoch) {
            if (trainer.stopRequested()) {
                stopped();
                return;
            }
            step(loader);
        }
        double seconds = seconds(epochBegan);
        verify();
        trainLoss = at.meanLoss();
        at.epoch++;
        at.beginEpoch();
        measure();
        if (trainer.hasListeners()) {
            trainer.tell(new TrainingEvent.EpochDone(
                    at.epoch, end, at.step, trainLoss, validation, test, epochSamples / seconds, seconds));
        }
        plateau();
        patience();
        checkpoint();
    }

    private void step(Loader loader) {
        Batch b = loader.next();
        if (b == null) {
            throw new IllegalStateException("the loader ended before the epoch did");
        }
        long total = (long) options.epochs() * stepsPerEpoch;
        Training t = trainer.training();
        rate = at.plateauFactor * t.schedule().rate(t.optimizer().learningRate(), at.step - at.runStep, total);
        double loss = trainer.step(b, rate);
        last = b;
        at.lossSum += loss * b.size();
        at.lossCount += b.size();
        at.position++;
        epochSamples += b.size();
        if (trainer.hasListeners()) {
            tellStep(loss);
        }
        FitOption.Checkpoints c = options.checkpoints();
        if (c != null && c.everySteps() > 0 && at.step % c.everySteps() == 0 && at.position < stepsPerEpoch) {
            verify();
            checkpoint();
        }
    }

    /// So that neither a checkpoint nor a result holds parameters that the last step has broken.
    private void verify() {
        Batch b = last;
        if (b != null) {
            trainer.verify(b, rate);
        }
    }

    private void measure() {
        Dataset v = options.validation();
        validation = v == null ? null : trainer.evaluate(v, metrics);
        Dataset s = options.test();
        test = s == null ? null : trainer.evaluate(s, metrics);
    }

    /// What PyTorch takes for a loss that has fallen: by this share of it.
    private static final double FALL = 1e-4;

    private void plateau() {
        FitOption.Plateau p = options.plateau();
        if (p == null) {
            return;
        }
        Evaluation v = validation;
        double loss = v == null ? trainLoss : v.loss();
        if (loss < at.plateauBest * (1 - FALL)) {
            at.plateauBest = loss;
            at.plateauWaited = 0;
        } else if (++at.plateauWaited > p.patience()) {
            at.plateauFactor *= p.factor();
            at.plateauWaited = 0;
        }
    }

    private void patience() {
        FitOption.EarlyStopping e = options.earlyStopping();
        Evaluation v = validation;
        if (e == null || v == null) {
            return;
        }
        if (v.loss() < at.best - e.minimum()) {
            at.best = v.loss();
            at.waited = 0;
        } else if (++at.waited >= e.patience()) {
            ended = TrainingResult.Reason.EARLY_STOPPING;
        }
    }

    private void stopped() {
        ended = TrainingResult.Reason.REQUESTED;
        if (at.position > 0) {
            verify();
            checkpoint();
        }
    }

    private void checkpoint() {
        FitOption.Checkpoints c = options.checkpoints();
        if (c == null) {
            return;
        }
        try {
            trainer.saveCheckpoint(c.file());
        } catch (IOException e) {
            throw new TrainingException("the checkpoint " + c.file() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void tellStart(StepPlan first, int end) {
        Training t = trainer.training();
        trainer.tell(new TrainingEvent.Started(
                trainer.networkName(),
                trainer.parameters().size(),
                data.size(),
                options.batch(),
                end,
                at.epoch + 1,
                at.step,
                stepsPerEpoch,
                t.seed(),
                trainer.threads(),
                trainer.backend().name(),
                first.bytes(trainer.threads())));
    }

    private void tellStep(double loss) {
        long now = System.nanoTime();
        if (now - told < TELL_NANOS && at.position < stepsPerEpoch) {
            return;
        }
        told = now;
        trainer.tell(new TrainingEvent.StepDone(
                at.epoch + 1,
                at.position,
                stepsPerEpoch,
                at.step,
                loss,
                at.meanLoss(),
                rate,
                at.lossCount,
                epochSamples / seconds(epochBegan)));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
