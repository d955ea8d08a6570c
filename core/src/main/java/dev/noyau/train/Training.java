package dev.noyau.train;

import dev.noyau.graph.Backend;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Heads;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Losses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// How a network is to be trained. Immutable; [#open()] makes a [Trainer] of it.
///
/// @param source what is trained
/// @param loss softmax cross-entropy unless given
/// @param update how the parameters follow their gradient; AdamW with 1e-3 unless given
/// @param freezing parameters that stay as they are, and batch norms that keep their statistics
/// @param schedule constant unless given
/// @param seed of the first parameters, the order of the samples and all other random numbers; 0 unless given
/// @param threads to work with; 0 for all that the machine has. They change the speed, never a bit of the
/// result
/// @param listeners in the order in which they are told
/// @param backend what computes; null for the cpu backend
/// @param info what the model's file will say beside the graph; null to take it from the training data
/// @param notes words that each checkpoint carries and that mean nothing here
public record Training(
        GraphSource source,
        LossFunction loss,
        Update update,
        Freezing freezing,
        Schedule schedule,
        long seed,
        int threads,
        List<Listener> listeners,
        @Nullable Backend backend,
        @Nullable ModelInfo info,
        SequencedMap<String, String> notes) {
    public Training {
        listeners = List.copyOf(listeners);
        notes = new LinkedHashMap<>(notes);
        Checks.notNegative("training", "number of threads", threads);
    }

    static Training of(GraphSource source) {
        return new Training(
                source,
                Losses.softmaxCrossEntropy(),
                Update.of(Optimizers.adamw(1e-3)),
                Freezing.NOTHING,
                Schedules.constant(),
                0,
                0,
                List.of(),
                null,
                null,
                new LinkedHashMap<>());
    }

    public Optimizer optimizer() {
        return update.optimizer();
    }

    public Training loss(LossFunction l) {
        return new Training(source, l, update, freezing, schedule, seed, threads, listeners, backend, info, notes);
    }

    public Training optimizer(Optimizer o) {
        return update(update.withOptimizer(o));
    }

    private Training update(Update u) {
        return new Training(source, loss, u, freezing, schedule, seed, threads, listeners, backend, info, notes);
    }

    /// Adds parameters with a learning rate or a weight decay of their own; where groups overlap,
    /// the first counts.
    public Training group(ParameterGroup g) {
        return update(update.withGroup(g));
    }

    /// No weight decay for biases, and for the scales and shifts of norms: for all values with
    /// fewer than two axes.
    public Training decayWeightsOnly() {
        return update(update.withDecayOfWeightsOnly());
    }

    /// Limits each value of the gradient to `[-value, value]`.
    public Training clipValue(double value) {
        return update(update.withClipValue(value));
    }

    /// Scales the gradient down where its norm is larger.
    public Training clipNorm(double norm) {
        return update(update.withClipNorm(norm));
    }

    /// Keeps an exponential moving average of the weights and running statistics beside them, see
    /// [Trainer#averagedModel()].
    ///
    /// @param share of the average that a step keeps, as 0.999
    public Training averaging(double share) {
        return update(update.withAveraging(share));
    }

    /// Leaves parameters as they are, without computing their gradient; batch norms among them keep
    /// their statistics.
    ///
    /// @param patterns as `body.*`, see [PathPattern]
    public Training freeze(String... patterns) {
        return freezing(freezing.freeze(patterns));
    }

    /// Leaves all other parameters as they are, so that a fresh head can learn what the rest
    /// already knows.
    ///
    /// @param patterns as `fc`, see [PathPattern]
    public Training trainOnly(String... patterns) {
        return freezing(freezing.trainOnly(patterns));
    }

    private Training freezing(Freezing f) {
        return new Training(source, loss, update, f, schedule, seed, threads, listeners, backend, info, notes);
    }

    /// Puts a fresh layer in the place of a layer and of all that follows it, see [Heads].
    ///
    /// @param path as `fc`
    /// @throws IllegalArgumentException when nothing has this path
    public Training head(String path, Layer layer) {
        GraphSource s = Heads.replace(source, path, layer);
        return new Training(s, loss, update, freezing, schedule, seed, threads, listeners, backend, info, notes);
    }

    public Training schedule(Schedule s) {
        return new Training(source, loss, update, freezing, s, seed, threads, listeners, backend, info, notes);
    }

    public Training seed(long s) {
        return new Training(source, loss, update, freezing, schedule, s, threads, listeners, backend, info, notes);
    }

    public Training threads(int t) {
        return new Training(source, loss, update, freezing, schedule, seed, t, listeners, backend, info, notes);
    }

    /// Adds a listener.
    public Training listener(Listener l) {
        List<Listener> all = new ArrayList<>(listeners);
        all.add(l);
        return new Training(source, loss, update, freezing, schedule, seed, threads, all, backend, info, notes);
    }

    public Training backend(Backend b) {
        return new Training(source, loss, update, freezing, schedule, seed, threads, listeners, b, info, notes);
    }

    public Training info(ModelInfo i) {
        return new Training(source, loss, update, freezing, schedule, seed, threads, listeners, backend, i, notes);
    }

    /// Adds words that each checkpoint carries, as the name of the network and of the data.
    public Training note(String key, String value) {
        SequencedMap<String, String> n = new LinkedHashMap<>(notes);
        n.put(key, value);
        return new Training(source, loss, update, freezing, schedule, seed, threads, listeners, backend, info, n);
    }

    /// Draws the first parameters and makes a trainer.
    ///
    /// @throws IllegalArgumentException when a pattern names no parameter
    public Trainer open() {
        return new Trainer(this);
    }
}
