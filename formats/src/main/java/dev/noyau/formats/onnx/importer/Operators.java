package dev.noyau.formats.onnx.importer;

/// The table of operators: from ONNX's name to what imports it. A `switch`, so that only those are loaded that
/// a model uses.
final class Operators {
    private Operators() {}

    static void emit(Site s) {
        String domain = s.node().domain();
        if (!domain.isEmpty()) {
            throw s.unsupported("operators of the domain '" + domain + "' are not supported");
        }
        Operator operator = Operator.of(s.node().opType());
        if (operator == null) {
            throw s.unsupported(Refusals.reason(s.node().opType()));
        }
        switch (operator) {
            case Add -> Elementwise.add(s);
            case AveragePool -> Poolings.average(s);
            case Constant -> Constants.constant(s);
            case Conv -> Convolutions.conv(s);
            case ConvTranspose -> Convolutions.transposed(s);
            case Dropout -> Constants.dropout(s);
            case Exp -> Elementwise.exp(s);
            case Expand -> Shapes.expand(s);
            case Flatten -> Shapes.flatten(s);
            case Gemm -> MatrixProducts.gemm(s);
            case GlobalAveragePool -> Poolings.globalAverage(s);
            case GlobalMaxPool -> Poolings.globalMax(s);
            case Identity -> Constants.identity(s);
            case LogSoftmax -> Softmaxes.logSoftmax(s);
            case MatMul -> MatrixProducts.matMul(s);
            case MaxPool -> Poolings.max(s);
            case Mul -> Elementwise.mul(s);
            case ReduceSum -> Reductions.sum(s);
            case Relu -> Elementwise.relu(s);
            case Reshape -> Shapes.reshape(s);
            case Shape -> Shapes.shape(s);
            case Size -> Shapes.size(s);
            case Softmax -> Softmaxes.softmax(s);
            case Squeeze -> Shapes.squeeze(s);
            case Sub -> Elementwise.sub(s);
            case Transpose -> Movements.transpose(s);
            case Unsqueeze -> Shapes.unsqueeze(s);
        }
    }
}
