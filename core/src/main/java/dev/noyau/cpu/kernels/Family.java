package dev.noyau.cpu.kernels;

/// The kinds of tile. The first three compute the same sum and differ in what they know about its tables.
public enum Family {
    /// [Kernels#multiply] with [Tile#run] 4: blocked channels.
    RUNS,
    /// [Kernels#multiply] with [Tile#run] 1: any table.
    SINGLES,
    /// [Kernels#gradient].
    GRADIENT,
    /// [Kernels#channels], one block at a time.
    CHANNELS
}
