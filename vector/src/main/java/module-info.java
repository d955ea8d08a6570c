/// Kernels on `jdk.incubator.vector`, found by `core` as a service.
module dev.noyau.vector {
    requires static transitive org.jspecify;
    requires dev.noyau.core;
    requires jdk.incubator.vector;

    provides dev.noyau.cpu.kernels.KernelProvider with
            dev.noyau.vector.VectorKernelProvider;
}
