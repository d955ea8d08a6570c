package dev.noyau.train;

import dev.noyau.data.Targets;
import dev.noyau.tensor.Shape;

/// Something to measure on a data set.
public interface Metric {
    /// As `accuracy`.
    String name();

    /// A fresh count.
    Score start();

    /// What was measured so far.
    interface Score {
        /// Adds a batch.
        ///
        /// **Shapes**: output (N, C, ...), targets (N, ...) for classes; the output's size for numbers.
        ///
        /// @param output the network's output in row-major order
        void add(float[] output, Shape shape, Targets targets);

        /// The metric as one number.
        double value();
    }
}
