package dev.noyau.cpu.kernels;

import java.util.List;

/// Brings kernels that need more than the Java language: the service that [KernelSelector] looks for.
public interface KernelProvider {
    /// Vector lengths in bits for which this provider has kernels, ascending.
    List<Integer> bits();

    /// The vector length in bits that suits this machine, one of [#bits], or 0 if the machine has no vectors worth using.
    int preferredBits();

    /// The kernels for one of [#bits].
    Kernels kernels(int bits);
}
