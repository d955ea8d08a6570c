package dev.noyau.testing;

import dev.noyau.graph.Backend;
import dev.noyau.reference.ReferenceBackend;
import java.util.List;

/// All backends, in one place: what is tested on one is tested on all.
public final class Backends {
    private Backends() {}

    /// A backend and how close it comes to exact results that were rounded to float.
    ///
    /// @param tolerance largest error, relative to numbers above 1 and absolute below
    public record Tested(Backend backend, double tolerance) {
        @Override
        public String toString() {
            return backend.name();
        }
    }

    /// Computes in double: what is left is the rounding of the result and of the expected number.
    public static final double DOUBLE_TOLERANCE = 2e-7;

    public static List<Tested> all() {
        return List.of(new Tested(new ReferenceBackend(), DOUBLE_TOLERANCE));
    }
}
