package dev.noyau.graph;

import dev.noyau.tensor.Shape;

/// Says how wrong an output is: emits a scalar from the network's output and the targets.
public interface LossFunction {
    /// The name of the graph's input for the targets.
    String TARGET = "target";

    /// The name of the graph's output for the loss.
    String LOSS = "loss";

    String name();

    /// The targets that belong to an output of this shape.
    Type target(Shape output);

    /// Number of classes that the targets may name, or 0 where targets are no class numbers.
    default int classes(Shape output) {
        return 0;
    }

    /// Whether a target that is no class is left out of the loss, as pixels without a label are.
    default boolean ignores(long target) {
        return false;
    }

    /// This loss and another one together; both take the same targets.
    default LossFunction plus(LossFunction other) {
        return WeightedLosses.sum(this, other);
    }

    /// This loss so many times.
    default LossFunction times(double factor) {
        return WeightedLosses.product(this, factor);
    }

    /// Emits the loss, a scalar.
    Value apply(GraphBuilder b, Value output, Value target);
}
