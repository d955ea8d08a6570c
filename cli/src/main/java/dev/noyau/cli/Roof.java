package dev.noyau.cli;

import dev.noyau.Noyau;

/// What one thread of this machine can do at most.
///
/// @param flops floating-point operations a second
/// @param bytes bytes a second from and to memory
record Roof(double flops, double bytes) {
    static Roof measure() {
        return new Roof(Noyau.peakFlops(), Noyau.memoryBandwidth());
    }

    /// The better of two measurements: what disturbs one makes it only slower.
    Roof max(Roof other) {
        return new Roof(Math.max(flops, other.flops), Math.max(bytes, other.bytes));
    }
}
