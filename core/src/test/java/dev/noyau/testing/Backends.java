package dev.noyau.testing;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.graph.Backend;
import dev.noyau.reference.ReferenceBackend;
import java.util.List;

/// All backends, in one place: what is tested on one is tested on all.
public final class Backends {
    /// Computes in double: what is left is the rounding of the result and of the expected number.
    public static final double DOUBLE_TOLERANCE = 2e-7;

    /// Sums of up to 200 numbers of order 1 in float: the k-th partial sum has the order √k and is rounded to
    /// 2^-24 of it, which adds up to 2^-24·K/√2 for K numbers of random sign; it is allowed once more.
    public static final double FLOAT_TOLERANCE = 200 * 0x1p-24;

    private static final List<Tested> ALL = List.of(
            new Tested(new ReferenceBackend(), DOUBLE_TOLERANCE),
            new Tested(CpuBackend.of(1), FLOAT_TOLERANCE),
            new Tested(CpuBackend.of(3), FLOAT_TOLERANCE));

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

    public static List<Tested> all() {
        return ALL;
    }

    /// Those that compute in float.
    public static List<Tested> fast() {
        return ALL.subList(1, ALL.size());
    }
}
