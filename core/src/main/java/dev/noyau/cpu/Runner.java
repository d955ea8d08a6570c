package dev.noyau.cpu;

/// A step made ready to run: its tables are built, its kernels chosen.
interface Runner {
    /// Runs one part. Must write nothing that another part of the same stage reads or writes.
    void run(int part, int worker);

    /// Has the kernels that it will call compiled, where that is worth it.
    default void prime() {}
}
