package dev.noyau.cpu;

import dev.noyau.compile.Plan;
import dev.noyau.graph.MemoryException;

/// Looks whether a plan fits the heap before anything is allocated for it.
final class Heap {
    private static final double MIB = 1 << 20;

    private Heap() {}

    /// @throws MemoryException when it does not fit
    static void check(Plan plan, int threads) {
        long bytes = plan.bytes(threads);
        if (bytes > room()) {
            System.gc(); // before it is said that there is no room, look without the garbage
            if (bytes > room()) {
                throw tooLarge(plan, threads);
            }
        }
    }

    static MemoryException tooLarge(Plan plan, int threads) {
        return new MemoryException("not enough memory: " + plan.images() + (plan.images() == 1 ? " input" : " inputs")
                + " at a time need " + mib(plan.bytes(threads)) + " MiB to work in, the heap has room for "
                + mib(room()) + " of its " + mib(Runtime.getRuntime().maxMemory())
                + " MiB; take a smaller batch, or allow a larger heap with -Xmx");
    }

    private static long room() {
        Runtime r = Runtime.getRuntime();
        return r.maxMemory() - (r.totalMemory() - r.freeMemory());
    }

    private static long mib(long bytes) {
        return (long) Math.ceil(bytes / MIB);
    }
}
