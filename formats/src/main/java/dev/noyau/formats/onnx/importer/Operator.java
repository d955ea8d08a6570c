package dev.noyau.formats.onnx.importer;

import org.jspecify.annotations.Nullable;

/// ONNX's operators that are read, under ONNX's names.
public enum Operator {
    Add,
    AveragePool,
    Constant,
    Conv,
    ConvTranspose,
    Dropout,
    Exp,
    Expand,
    Flatten,
    Gemm,
    GlobalAveragePool,
    GlobalMaxPool,
    Identity,
    LogSoftmax,
    MatMul,
    MaxPool,
    Mul,
    ReduceSum,
    Relu,
    Reshape,
    Shape,
    Size,
    Softmax,
    Squeeze,
    Sub,
    Transpose,
    Unsqueeze;

    private final String note;

    Operator() {
        this("");
    }

    /// @param note what is missing
    Operator(String note) {
        this.note = note;
    }

    /// What is not supported of it; empty where all is.
    public String note() {
        return note;
    }

    /// The operator of ONNX's name, or null for one that is not read.
    static @Nullable Operator of(String name) {
        for (Operator o : VALUES) {
            if (o.name().equals(name)) {
                return o;
            }
        }
        return null;
    }

    private static final Operator[] VALUES = values();
}
