package dev.noyau.train;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.cpu.Workers;
import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.graph.Backend;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.MemoryException;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.StepTime;
import dev.noyau.graph.Value;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Trains a network: over a data set with [#fit(Dataset, FitOption...)], or step by step in a loop of one's
/// own.
///
/// ```java
/// try (var trainer = Trainer.of(network).optimizer(Optimizers.adamw(1e-3)).seed(42).open()) {
///     trainer.fit(Mnist.train(), epochs(3), batch(128));
///     System.out.println(trainer.evaluate(Mnist.test(), Metrics.accuracy()));
///     trainer.model().save(Path.of("mnist.onnx"));
/// }
/// ```
///
/// The result is a function of the settings and the data: neither the number of threads nor an interruption
/// changes a bit of it. For one thread; only [#requestStop()] may be called from another.
public final class Trainer implements AutoCloseable {
    private final Training training;
    private final Backend backend;

    /// The backend, where it was made here.
    private final @Nullable CpuBackend own;

    private final Parameters parameters;
    private final Parameters state;
    private final Parameters gradients;
    private final Updater updater;

    /// The averaged running statistics, where averages are kept.
    private final @Nullable Parameters averagedState;

    private final Plans plans;
    private final Progress progress = new Progress();
    private @Nullable ModelInfo info;
    private @Nullable Path checkpoint;
    private volatile boolean stop;

    Trainer(Training training) {
        this.training = training;
        Backend given = training.backend();
        CpuBackend made = given == null ? CpuBackend.of(threads(training.threads())) : null;
        own = made;
        backend = made != null ? made : Objects.requireNonNull(given);
        requireMemory(training);
        parameters = training.source().initialParameters(training.seed());
        state = training.source().initialState();
        gradients = parameters.zerosLike();
        updater = new Updater(
                training.update(),
                parameters,
                training.freezing().paths(parameters.slots().keySet()),
                backend instanceof CpuBackend c ? c.workers() : new Workers(1));
        averagedState = updater.averages() == null ? null : state.copy();
        plans = new Plans(training, backend, parameters);
        info = training.info();
    }

    /// Parameters, gradients and moments are slabs of one size.
    private static void requireMemory(Training t) {
        long numbers = 0;
        Shape one = t.source().inputShape().prepend(1);
        for (Value v : t.source().graph(one, Mode.TRAINING).parameters().values()) {
            numbers += v.shape().size();
        }
        int averages = t.update().averaging() > 0 ? 1 : 0;
        long bytes = 4L * (2 + t.optimizer().moments().size() + averages) * numbers;
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new MemoryException(
                    "not enough memory: training %,d parameters with %s needs %,d MiB for them, their gradients and moments, the heap may grow to %,d MiB; allow a larger heap with -Xmx, or take a smaller network"
                            .formatted(numbers, t.optimizer().name(), bytes >> 20, heap >> 20));
        }
    }

    /// The settings for training a network, to be completed and opened.
    public static Training of(GraphSource source) {
        return Training.of(source);
    }

    /// Trains on a data set.
    ///
    /// A training that was stopped or resumed goes on where it was, and `epochs` counts from its
    /// beginning; after one that ended, this begins another run on the parameters as they are.
    ///
    /// @throws TrainingException when a loss is not finite, a label is out of range or a checkpoint cannot be
    /// written
    /// @throws dev.noyau.tensor.ShapeException when the data does not fit the network, naming the layer
    /// @throws IllegalArgumentException when the data set is empty
    public TrainingResult fit(Dataset data, FitOption... options) {
        return fit(data, FitOptions.of(options));
    }

    /// Trains on a data set.
    public TrainingResult fit(Dataset data, FitOptions options) {
        try {
            return new Fit(this, data, options).run();
        } finally {
            stop = false;
        }
    }

    /// One step of training with the optimizer's learning rate, whatever the schedule.
    ///
    /// @return the loss of the batch before the step
    /// @throws TrainingException when the loss is not finite; the parameters are left as they were
    public double step(Batch batch) {
        return step(batch, training.optimizer().learningRate());
    }

    /// One step of training on inputs (N, C, H, W) with a class for each.
    public double step(Tensor inputs, long... targets) {
        return step(Batch.of(inputs, targets));
    }

    /// One step of training with a given learning rate.
    public double step(Batch batch, double rate) {
        StepPlan plan = plans.training(batch.shape());
        long number = progress.step + 1;
        float loss = plan.run(batch, parameters, state, gradients, number);
        if (!Float.isFinite(loss)) {
            throw nonFinite(batch, number, loss, rate);
        }
        updater.update(gradients, number, rate);
        if (averagedState != null) {
            float[] s = averagedState.slab();
            Averaging.add(s, state.slab(), 0, s.length, training.update().averaging(), number);
        }
        progress.step = number;
        return loss;
    }

    /// Fails unless the loss is still finite after the last step; run before parameters are written
    /// or handed on.
    void verify(Batch batch, double rate) {
        StepPlan plan = plans.training(batch.shape());
        float loss = plan.run(batch, parameters, state.copy(), gradients, progress.step + 1);
        if (!Float.isFinite(loss)) {
            throw nonFinite(batch, progress.step + 1, loss, rate);
        }
    }

    private TrainingException nonFinite(Batch batch, long step, float loss, double rate) {
        NonFiniteSearch.Found found = NonFiniteSearch.find(training, batch, parameters, state, step);
        String message = "the loss is " + loss + " at step " + step + " (epoch " + (progress.epoch + 1) + "): "
                + found.sentence() + ". Lower the learning rate (it was " + (float) rate
                + ") or limit the gradient's norm"
                + (checkpoint == null ? "" : "; the last good checkpoint is " + checkpoint);
        tell(new TrainingEvent.NonFinite(progress.epoch + 1, step, loss, found.layer(), message));
        return new TrainingException(message);
    }

    /// How long each step of the plan of a training step takes, on one thread; the parameters stay
    /// as they are.
    ///
    /// @param runs of which the median is taken
    public List<StepTime> profile(Batch batch, int runs) {
        return plans.training(batch.shape()).profile(batch, parameters, state, gradients, runs);
    }

    /// Measures the loss and these metrics, with the network in its inference mode; as many samples at a time as
    /// their size allows, whatever the batches that it was trained with.
    ///
    /// @throws TrainingException when a label is out of range
    /// @throws dev.noyau.tensor.ShapeException when the data does not fit the network, naming the layer
    /// @throws IllegalArgumentException when the data set is empty
    public Evaluation evaluate(Dataset data, Metric... metrics) {
        return evaluate(parameters, state, data, metrics);
    }

    /// The same with the averaged weights.
    ///
    /// @throws IllegalStateException unless the training was set up with [Training#averaging(double)]
    public Evaluation evaluateAverages(Dataset data, Metric... metrics) {
        return evaluate(averages(), Objects.requireNonNull(averagedState), data, metrics);
    }

    private Evaluation evaluate(Parameters weights, Parameters statistics, Dataset data, Metric... metrics) {
        return new Measuring(training.source(), plans, threads()).run(weights, statistics, data, metrics);
    }

    /// The network with its parameters as they are now, which are copied.
    public Model model() {
        return model(parameters, state);
    }

    /// The network with the averaged weights and running statistics as they are now, which are copied.
    ///
    /// @throws IllegalStateException unless the training was set up with [Training#averaging(double)]
    public Model averagedModel() {
        return model(averages(), Objects.requireNonNull(averagedState));
    }

    private Model model(Parameters weights, Parameters statistics) {
        ModelInfo i = info;
        return Model.of(
                training.source(),
                weights,
                statistics,
                i == null ? ModelInfo.of("network", training.source().inputShape()) : i,
                own == null ? backend : CpuBackend.shared());
    }

    /// Ends [#fit(Dataset, FitOption...)] after the step that is running, with a checkpoint where
    /// one is written. May be called from any thread; without a running fit it ends the next one.
    public void requestStop() {
        stop = true;
    }

    /// Writes all that is needed to go on bit for bit; the format follows from the name. The whole
    /// file or nothing.
    ///
    /// @throws IOException when the file cannot be written
    public void saveCheckpoint(Path file) throws IOException {
        Checkpoint.of(this).write(file);
        checkpoint = file;
        tell(new TrainingEvent.CheckpointWritten(
                file, progress.epoch + (progress.position > 0 ? 1 : 0), progress.step));
    }

    /// Goes on from a checkpoint: parameters, moments and counters are as they were when it was
    /// written.
    ///
    /// @throws dev.noyau.model.FormatException when the file is damaged or no checkpoint of this network
    /// and optimizer
    public void resume(Path file) throws IOException {
        Checkpoint.read(file).into(this, file);
        checkpoint = file;
    }

    /// Steps that are done.
    public long steps() {
        return progress.step;
    }

    /// Whole epochs that are done.
    public int epochs() {
        return progress.epoch;
    }

    /// The parameters themselves, not a copy.
    public Parameters parameters() {
        return parameters;
    }

    /// The running statistics themselves, not a copy.
    public Parameters state() {
        return state;
    }

    /// The averaged weights themselves, not a copy.
    ///
    /// @throws IllegalStateException unless the training was set up with [Training#averaging(double)]
    public Parameters averages() {
        Parameters a = updater.averages();
        if (a == null) {
            throw new IllegalStateException("no averages are kept; ask for them before training, as averaging(0.999)");
        }
        return a;
    }

    /// The averaged running statistics, where averages are kept.
    @Nullable
    Parameters averagedState() {
        return averagedState;
    }

    /// The gradients of the last step themselves, not a copy; scaled down where their norm was limited.
    public Parameters gradients() {
        return gradients;
    }

    /// The settings.
    public Training training() {
        return training;
    }

    /// Gives back what the trainer works with. The model that it gave out stays.
    @Override
    public void close() {
        plans.clear();
        if (own != null) {
            own.close();
        }
    }

    private static int threads(int wanted) {
        return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    }

    Updater updater() {
        return updater;
    }

    Progress progress() {
        return progress;
    }

    Plans plans() {
        return plans;
    }

    Backend backend() {
        return backend;
    }

    boolean stopRequested() {
        return stop;
    }

    @Nullable
    Path checkpoint() {
        return checkpoint;
    }

    /// Threads that compute, this one included.
    int threads() {
        return backend instanceof CpuBackend c ? c.workers().threads() : 1;
    }

    String networkName() {
        ModelInfo i = info;
        return i == null ? "network" : i.name();
    }

    /// Remembers from the data what a prediction needs, unless that was given.
    void learnInfo(Dataset data) {
        if (info == null) {
            info = ModelInfo.of("network", data.shape())
                    .withLabels(data.labels())
                    .withNormalisation(data.mean(), data.std());
        }
    }

    boolean hasListeners() {
        return !training.listeners().isEmpty();
    }

    void tell(TrainingEvent event) {
        List<Listener> all = training.listeners();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).on(event);
        }
    }
}
