package dev.noyau.cpu;

import dev.noyau.compile.Plan;
import dev.noyau.compile.Planner;
import dev.noyau.cpu.kernels.KernelSelector;
import dev.noyau.cpu.kernels.Kernels;
import dev.noyau.graph.Backend;
import dev.noyau.graph.Graph;
import dev.noyau.graph.Precision;
import java.util.OptionalLong;

/// Runs graphs on the processor's cores, with the fastest kernels that this JVM has.
public final class CpuBackend implements Backend, AutoCloseable {
    private final Workers workers;
    private final Kernels kernels;
    private final Precision precision;

    private CpuBackend(Workers workers, Kernels kernels, Precision precision) {
        this.workers = workers;
        this.kernels = kernels;
        this.precision = precision;
    }

    /// @param threads threads that compute, the caller included
    public static CpuBackend of(int threads) {
        return of(threads, Precision.FAST);
    }

    /// The same, and whether sums may be computed by shorter formulas.
    public static CpuBackend of(int threads, Precision precision) {
        return of(threads, KernelSelector.choice().kernels(), precision);
    }

    /// The same with given kernels: for tests and comparisons.
    public static CpuBackend of(int threads, Kernels kernels) {
        return of(threads, kernels, Precision.FAST);
    }

    /// The same with given kernels: for tests and comparisons.
    public static CpuBackend of(int threads, Kernels kernels, Precision precision) {
        return new CpuBackend(new Workers(threads), kernels, precision);
    }

    /// The backend of models that were given none: as many threads as the machine has processors, for the life of
    /// the process.
    public static CpuBackend shared() {
        return Shared.BACKEND;
    }

    private static final class Shared {
        static final CpuBackend BACKEND = of(Runtime.getRuntime().availableProcessors());
    }

    @Override
    public String name() {
        return "cpu (" + kernels.name() + ", " + workers.threads()
                + (workers.threads() == 1 ? " thread)" : " threads)");
    }

    @Override
    public CpuExecutable compile(Graph graph) {
        Plan plan = Planner.plan(graph, precision);
        Heap.check(plan, workers.threads());
        try {
            return new CpuExecutable(plan, workers, kernels);
        } catch (OutOfMemoryError e) {
            throw Heap.tooLarge(plan, workers.threads());
        }
    }

    @Override
    public OptionalLong bytes(Graph graph) {
        return OptionalLong.of(Planner.plan(graph, precision).bytes(workers.threads()));
    }

    public Workers workers() {
        return workers;
    }

    /// Ends the threads.
    @Override
    public void close() {
        workers.close();
    }
}
