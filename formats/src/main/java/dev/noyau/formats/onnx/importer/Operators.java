package dev.noyau.formats.onnx.importer;

import dev.noyau.formats.onnx.proto.NodeProto;

/// The table of operators: from ONNX's name to what imports it. A `switch`, so that only those are loaded that
/// a model uses.
final class Operators {
    private Operators() {}

    static void emit(NodeProto n, Site s) {
        if (!n.domain().isEmpty()) {
            throw s.unsupported("operators of the domain '" + n.domain() + "' are not supported");
        }
        switch (n.opType()) {
            case "Add" -> Elementwise.add(s);
            case "AveragePool" -> Poolings.average(s);
            case "Constant" -> Constants.constant(s);
            case "Conv" -> Convolutions.conv(s);
            case "ConvTranspose" -> Convolutions.transposed(s);
            case "Dropout" -> Constants.dropout(s);
            case "Exp" -> Elementwise.exp(s);
            case "Expand" -> Shapes.expand(s);
            case "Flatten" -> Shapes.flatten(s);
            case "Gemm" -> MatrixProducts.gemm(s);
            case "GlobalAveragePool" -> Poolings.globalAverage(s);
            case "GlobalMaxPool" -> Poolings.globalMax(s);
            case "Identity" -> Constants.identity(s);
            case "LogSoftmax" -> Softmaxes.logSoftmax(s);
            case "MatMul" -> MatrixProducts.matMul(s);
            case "MaxPool" -> Poolings.max(s);
            case "Mul" -> Elementwise.mul(s);
            case "ReduceSum" -> Reductions.sum(s);
            case "Relu" -> Elementwise.relu(s);
            case "Reshape" -> Shapes.reshape(s);
            case "Softmax" -> Softmaxes.softmax(s);
            case "Squeeze" -> Shapes.squeeze(s);
            case "Sub" -> Elementwise.sub(s);
            case "Unsqueeze" -> Shapes.unsqueeze(s);
            default -> throw s.unsupported("this operator is not supported");
        }
    }
}
