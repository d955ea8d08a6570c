package dev.noyau.train;

import java.util.function.IntConsumer;

/// Runs the parts of a loop, perhaps at the same time.
@FunctionalInterface
interface Parallel {
    Parallel SEQUENTIAL = (parts, task) -> {
        for (int i = 0; i < parts; i++) {
            task.accept(i);
        }
    };

    /// Calls the task for each number in `[0, parts)` and returns when all calls have.
    void run(int parts, IntConsumer task);
}
