/// The engine of Noyau: tensors, graphs, layers, analyses, the reference and the cpu backend, training.
///
/// `compile` and `cpu` are not exported. The kernels are visible to the Vector API's module alone.
module dev.noyau.core {
    requires static transitive org.jspecify;
    /// For events of plan steps, where a recording runs.
    requires static jdk.jfr;

    exports dev.noyau.tensor;
    exports dev.noyau.graph;
    exports dev.noyau.graph.op;
    exports dev.noyau.reference;
    exports dev.noyau.analysis;
    exports dev.noyau.nn;
    exports dev.noyau.model;
    exports dev.noyau;
    exports dev.noyau.data;
    exports dev.noyau.data.augment;
    exports dev.noyau.train;
    exports dev.noyau.zoo;
    exports dev.noyau.pixels;
    exports dev.noyau.cpu.kernels to
            dev.noyau.vector;

    uses dev.noyau.cpu.kernels.KernelProvider;
    uses dev.noyau.model.ModelFormat;
    uses dev.noyau.model.TensorFormat;
}
