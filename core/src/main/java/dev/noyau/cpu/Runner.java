package dev.noyau.cpu;

import dev.noyau.cpu.kernels.Primer;

/// A step made ready to run: its tables are built, its kernels chosen.
interface Runner {
    /// Runs one part. Must write nothing that another part of the same stage reads or writes.
    void run(int part, int worker);

    /// Names the tiles that it will call.
    default void prime(Primer primer) {}
}
