package dev.noyau.vector;

import dev.noyau.cpu.kernels.KernelProvider;
import dev.noyau.cpu.kernels.Kernels;
import jdk.incubator.vector.FloatVector;

/// Brings the vector kernels to `core`.
public final class VectorKernelProvider implements KernelProvider {
    @Override
    public int preferredBits() {
        int bits = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());
        return bits < 128 ? 0 : bits;
    }

    @Override
    public Kernels kernels(int bits) {
        return switch (bits) {
            case 128 -> new Kernels128();
            case 256 -> new Kernels256();
            case 512 -> new Kernels512();
            default -> throw new IllegalArgumentException("vectors of " + bits + " bits: expected 128, 256 or 512");
        };
    }
}
