package dev.noyau.cpu.kernels;

/// Brings kernels that need more than the Java language: the service that [KernelSelector] looks for.
public interface KernelProvider {
    /// The vector length in bits that suits this machine: 128, 256 or 512, or 0 if it has no vectors worth using.
    int preferredBits();

    /// The kernels for vectors of 128, 256 or 512 bits; right on every machine, fast where it has such vectors.
    Kernels kernels(int bits);
}
