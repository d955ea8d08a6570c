package dev.noyau;

import dev.noyau.cpu.CpuBackend;
import dev.noyau.cpu.kernels.KernelSelector;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Precision;

/// The library as a whole: its version, and what it computes with.
public final class Noyau {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private static final long PEAK_NANOS = 500_000_000;
    private static final int PEAK_TURNS = 20_000;

    /// Floats of 64 MiB, beyond the caches.
    private static final int FAR = 1 << 24;

    private static final int COPIES = 20;

    private Noyau() {}

    /// The version, as `0.1.0`.
    public static String version() {
        return VERSION;
    }

    /// The backend that models compute with unless they are given another: all processors of the
    /// machine. Its name says whether it runs vector or scalar kernels; [#kernels()] says why.
    public static Backend backend() {
        return CpuBackend.shared();
    }

    /// A backend with threads of its own. They are daemons, and idle when nothing computes.
    ///
    /// @param threads that compute, the caller included; they change the speed, never a bit of a result
    public static Backend backend(int threads) {
        return CpuBackend.of(threads);
    }

    /// The same, and whether it may take shorter formulas: [Precision#STRICT] is slower and has none of
    /// their error.
    public static Backend backend(int threads, Precision precision) {
        return CpuBackend.of(threads, precision);
    }

    /// Which kernels run on this machine and why, as `scalar: the Vector API is not enabled, start java
    /// with --add-modules jdk.incubator.vector`.
    public static String kernels() {
        KernelSelector.Choice c = KernelSelector.choice();
        return c.kernels().name() + ": " + c.reason();
    }

    /// Floating-point operations a second that one thread's vector units do at most, a multiply-add
    /// counted as two: measured here and now in about half a second, on registers alone.
    public static double peakFlops() {
        Kernels k = KernelSelector.choice().kernels();
        double best = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PEAK_NANOS) {
            long start = System.nanoTime();
            if (Float.isNaN(k.peak(PEAK_TURNS))) {
                throw new IllegalStateException("a sum of finite numbers is not a number");
            }
            best = Math.max(best, 2e9 * PEAK_TURNS * Kernels.PEAK_TURN / (System.nanoTime() - start));
        }
        return best;
    }

    /// Bytes a second that one thread moves between the processor and memory, what it reads and what it
    /// writes added up: measured here and now in about half a second by copying 64 MiB.
    public static double memoryBandwidth() {
        float[] from = new float[FAR];
        float[] to = new float[FAR];
        double best = 0;
        for (int i = 0; i < COPIES; i++) {
            long start = System.nanoTime();
            System.arraycopy(from, 0, to, 0, FAR);
            best = Math.max(best, 2e9 * Float.BYTES * FAR / (System.nanoTime() - start));
        }
        return best;
    }
}
