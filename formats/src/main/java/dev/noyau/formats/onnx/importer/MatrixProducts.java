package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.MatMul;
import dev.noyau.graph.op.Mul;
import dev.noyau.tensor.Shape;
import java.util.Arrays;

/// Gemm and MatMul.
final class MatrixProducts {
    private MatrixProducts() {}

    /// `alpha · A' · B' + beta · C`, A' and B' transposed where asked, C broadcast.
    static void gemm(Site s) {
        s.integer("broadcast", 0); // before opset 7; C does
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

    /// NumPy's product: stacks of matrices, which broadcast; a vector on the left is a row, on the right a column.
    static void matMul(Site s) {
        s.result(product(s, s.weight(0), s.weight(1)));
    }

    static Value product(Site s, Value a, Value b) {
        Shape x = a.shape();
        Shape y = b.shape();
        if (x.rank() == 0 || y.rank() == 0) {
            throw s.unsupported("a scalar has no matrix product: " + x + " · " + y);
        }
        Value row = x.rank() == 1 ? s.reshape(a, Shape.of(1, x.dim(0))) : a;
        Value column = y.rank() == 1 ? s.reshape(b, Shape.of(y.dim(0), 1)) : b;
        Value all = stacked(s, row, column);
        Shape full = all.shape();
        int[] d = full.dims();
        int rows = x.rank() == 1 ? 0 : 1;
        int columns = y.rank() == 1 ? 0 : 1;
        if (rows + columns == 2) {
            return all;
        }
        int[] kept = Arrays.copyOf(d, d.length - 2 + rows + columns);
        if (rows == 0 && columns == 1) {
            kept[kept.length - 1] = d[d.length - 1];
        }
        return s.reshape(all, Shape.of(kept));
    }

    /// With one matrix on the right, the rows of all those on the left are rows of one.
    private static Value stacked(Site s, Value a, Value b) {
        int rank = a.shape().rank();
        if (rank == 2 || b.shape().rank() > 2) {
            return s.emit(new MatMul(false, false), a, b);
        }
        int rows = Math.toIntExact(a.shape().size(0, rank - 1));
        Value flat = s.reshape(a, Shape.of(rows, a.shape().dim(-1)));
        Value y = s.emit(new MatMul(false, false), flat, b);
        return s.reshape(y, a.shape().with(-1, b.shape().dim(1)));
    }
}
