package dev.noyau.train;

/// Watches a training. Called in the training thread: what is slow belongs elsewhere.
@FunctionalInterface
public interface Listener {
    void on(TrainingEvent event);
}
