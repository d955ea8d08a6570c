package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Reshape;
import dev.noyau.tensor.Shape;

/// Gemm and MatMul.
final class MatrixProducts {
    private MatrixProducts() {}

    /// `alpha · A' · B' + beta · C`, A' and B' transposed where asked, C broadcast.
    static void gemm(Site s) {
        boolean transA = s.integer("transA", 0) != 0;
        boolean transB = s.integer("transB", 0) != 0;
        Value y = s.emit(new MatMul(transA, transB), s.weight(0), s.weight(1));
        y = scaled(s, y, s.real("alpha", 1));
        float beta = s.real("beta", 1);
        if (!s.has(2)) {
            s.result(y);
            return;
        }
        Value c = scaled(s, s.weight(2), beta);
        boolean bias = c.shape().rank() == 1 && c.shape().dim(0) == y.shape().dim(1);
        Value sum = s.emit(bias ? new BiasAdd() : new Add(), y, c);
        if (!sum.shape().equals(y.shape())) {
            throw s.unsupported("C has the shape " + c.shape() + ", which does not broadcast to " + y.shape());
        }
        s.result(sum);
    }

    private static Value scaled(Site s, Value v, float factor) {
        return factor == 1 ? v : s.emit(new Mul(), v, s.builder().constant(factor));
    }

    /// A matrix on the right, and on the left a matrix or a stack of matrices, whose rows count as rows of one.
    static void matMul(Site s) {
        Value a = s.weight(0);
        Value b = s.weight(1, 2, "a matrix on the right");
        int rank = a.shape().rank();
        if (rank < 2) {
            throw s.unsupported("a vector on the left is not supported");
        }
        if (rank == 2) {
            s.result(s.emit(new MatMul(false, false), a, b));
            return;
        }
        int rows = Math.toIntExact(a.shape().size(0, rank - 1));
        Value flat = s.emit(new Reshape(Shape.of(rows, a.shape().dim(-1))), a);
        Value y = s.emit(new MatMul(false, false), flat, b);
        s.result(s.emit(new Reshape(a.shape().with(-1, b.shape().dim(1))), y));
    }
}
