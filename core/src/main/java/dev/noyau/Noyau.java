package dev.noyau;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.cpu.kernels.KernelSelector;
import dev.noyau.graph.Backend;

/// The library as a whole: its version, and what it computes with.
public final class Noyau {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private Noyau() {}

    /// The version, as `0.1.0`.
    public static String version() {
        return VERSION;
    }

    /// The backend that models compute with unless they are given another: all processors of the machine. Its
    /// name says whether it runs vector or scalar kernels; [#kernels()] says why.
    public static Backend backend() {
        return CpuBackend.shared();
    }

    /// A backend with threads of its own. They are daemons, and idle when nothing computes.
    ///
    /// @param threads that compute, the caller included; they change the speed, never a bit of a result
    public static Backend backend(int threads) {
        return CpuBackend.of(threads);
    }

    /// Which kernels run on this machine and why, as `scalar: the Vector API is not enabled, start java with
    /// --add-modules jdk.incubator.vector`.
    public static String kernels() {
        KernelSelector.Choice c = KernelSelector.choice();
        return c.kernels().name() + ": " + c.reason();
    }
}
