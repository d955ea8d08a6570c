package dev.noyau.nn;

import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Type;
import dev.noyau.tensor.Shape;

/// A loss over classes, which leaves places with one label out; or, where it is binary, of scores each for itself.
interface LabelLoss extends LossFunction {
    /// The label of places that do not count, or [Labels#NONE].
    long ignored();

    /// Whether every score is for itself, with targets f32 of the output's shape.
    default boolean binary() {
        return false;
    }

    @Override
    default Type target(Shape output) {
        return binary() ? Type.f32(output) : Labels.type(output);
    }

    @Override
    default int classes(Shape output) {
        return binary() ? 0 : output.dim(1);
    }

    @Override
    default boolean ignores(long target) {
        return ignored() != Labels.NONE && target == ignored();
    }
}
