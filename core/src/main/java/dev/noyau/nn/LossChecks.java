package dev.noyau.nn;

import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;

/// Checks of the settings of losses, and of what they are applied to.
final class LossChecks {
    private LossChecks() {}

    static void notNegative(String loss, String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(loss + ": the " + what + " must not be negative, found " + value);
        }
    }

    static void positive(String loss, String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(loss + ": the " + what + " must be positive, found " + value);
        }
    }

    static void smoothing(String loss, float share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(loss + ": the label smoothing must be in [0, 1), found " + share);
        }
    }

    /// Rows of vectors (N, D).
    static Shape vectors(String loss, Shape output) {
        if (output.rank() != 2 && (output.rank() < 2 || output.size(2, output.rank()) != 1)) {
            throw new ShapeException(loss + ": needs a vector for each sample, an output (N, D); found " + output
                    + "; end the network with Flatten or a global pooling");
        }
        return Shape.of(output.dim(0), output.dim(1));
    }
}
