package dev.noyau.train;

import dev.noyau.graph.Backend;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.model.ModelInfo;
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
/// @param optimizer AdamW with 1e-3 unless given
/// @param schedule constant unless given
/// @param seed of the first parameters, the order of the samples and all other random numbers; 0 unless given
/// @param threads to work with; 0 for all that the machine has. They change the speed, never a bit of the
/// result
/// @param clipNorm largest norm of the whole gradient; 0 for no limit
/// @param listeners in the order in which they are told
/// @param backend what computes; null for the cpu backend
/// @param info what the model's file will say beside the graph; null to take it from the training data
/// @param notes words that each checkpoint carries and that mean nothing here
public record Training(
        GraphSource source,
        LossFunction loss,
        Optimizer optimizer,
        Schedule schedule,
        long seed,
        int threads,
        double clipNorm,
        List<Listener> listeners,
        @Nullable Backend backend,
        @Nullable ModelInfo info,
        SequencedMap<String, String> notes) {
    public Training {
        listeners = List.copyOf(listeners);
        notes = new LinkedHashMap<>(notes);
        Checks.notNegative("training", "number of threads", threads);
        Checks.notNegative("training", "largest norm of the gradient", clipNorm);
    }

    static Training of(GraphSource source) {
        return new Training(
                source,
                Losses.softmaxCrossEntropy(),
                Optimizers.adamw(1e-3),
                Schedules.constant(),
                0,
                0,
                0,
                List.of(),
                null,
                null,
                new LinkedHashMap<>());
    }

    public Training loss(LossFunction l) {
        return new Training(source, l, optimizer, schedule, seed, threads, clipNorm, listeners, backend, info, notes);
    }

    public Training optimizer(Optimizer o) {
        return new Training(source, loss, o, schedule, seed, threads, clipNorm, listeners, backend, info, notes);
    }

    public Training schedule(Schedule s) {
        return new Training(source, loss, optimizer, s, seed, threads, clipNorm, listeners, backend, info, notes);
    }

    public Training seed(long s) {
        return new Training(source, loss, optimizer, schedule, s, threads, clipNorm, listeners, backend, info, notes);
    }

    public Training threads(int t) {
        return new Training(source, loss, optimizer, schedule, seed, t, clipNorm, listeners, backend, info, notes);
    }

    public Training clipNorm(double norm) {
        return new Training(source, loss, optimizer, schedule, seed, threads, norm, listeners, backend, info, notes);
    }

    /// Adds a listener.
    public Training listener(Listener l) {
        List<Listener> all = new ArrayList<>(listeners);
        all.add(l);
        return new Training(source, loss, optimizer, schedule, seed, threads, clipNorm, all, backend, info, notes);
    }

    public Training backend(Backend b) {
        return new Training(source, loss, optimizer, schedule, seed, threads, clipNorm, listeners, b, info, notes);
    }

    public Training info(ModelInfo i) {
        return new Training(source, loss, optimizer, schedule, seed, threads, clipNorm, listeners, backend, i, notes);
    }

    /// Adds words that each checkpoint carries, as the name of the network and of the data.
    public Training note(String key, String value) {
        SequencedMap<String, String> n = new LinkedHashMap<>(notes);
        n.put(key, value);
        return new Training(source, loss, optimizer, schedule, seed, threads, clipNorm, listeners, backend, info, n);
    }

    /// Draws the first parameters and makes a trainer.
    public Trainer open() {
        return new Trainer(this);
    }
}
