package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Matrix product, each matrix transposed first where asked: `y = A · B`. The fully connected layer is `x · Wᵀ`,
/// that is `MatMul(false, true)`. Axes before the last two are batches, which broadcast.
///
/// **Shapes**: a (..., M, K) or (..., K, M), b (..., K, N) or (..., N, K) → (..., M, N). ONNX: MatMul, Gemm without C.
public record MatMul(boolean transposeA, boolean transposeB) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        in.forEach(MatMul::matrix);
        Shape a = in.get(0).shape();
        Shape b = in.get(1).shape();
        int ka = a.dim(transposeA ? -2 : -1);
        int kb = b.dim(transposeB ? -1 : -2);
        if (ka != kb) {
            throw new ShapeException("input " + a + " has " + ka + " features, weight " + b + " expects " + kb);
        }
        int[] batch = Shape.broadcast(batch(a), batch(b)).dims();
        int m = a.dim(transposeA ? -1 : -2);
        int n = b.dim(transposeB ? -2 : -1);
        return List.of(Type.f32(Shape.of(
                IntStream.concat(IntStream.of(batch), IntStream.of(m, n)).toArray())));
    }

    private static void matrix(Type t) {
        Broadcast.is(t, DType.F32);
        if (t.shape().rank() < 2) {
            throw new ShapeException("expects a matrix, found input " + t.shape() + " with "
                    + t.shape().rank() + " axes instead of at least 2");
        }
    }

    /// The axes before the last two.
    private static Shape batch(Shape s) {
        return Shape.of(IntStream.range(0, s.rank() - 2).map(s::dim).toArray());
    }

    /// NumPy's product: one axis alone is a row on the left, a column on the right, and is gone from the result.
    public static Value product(GraphBuilder b, Value x, Value y) {
        Shape sx = x.shape();
        Shape sy = y.shape();
        Value a = sx.rank() == 1 ? b.add(new Reshape(sx.prepend(1)), x) : x;
        Value c = sy.rank() == 1 ? b.add(new Reshape(Shape.of(sy.dim(0), 1)), y) : y;
        Value z = b.add(new MatMul(false, false), a, c);
        int rank = z.shape().rank();
        int[] dims = IntStream.range(0, rank)
                .filter(i -> !(sx.rank() == 1 && i == rank - 2 || sy.rank() == 1 && i == rank - 1))
                .map(z.shape()::dim)
                .toArray();
        return dims.length == rank ? z : b.add(new Reshape(Shape.of(dims)), z);
    }

    /// A weight that serves all batches sees them as one long matrix: its gradient is one product, not a sum of many.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value x = node.input(0);
        Value w = node.input(1);
        Value g = Op.only(dy);
        Value dx = transposeA ? b.add(new MatMul(transposeB, true), w, g) : b.add(new MatMul(false, !transposeB), g, w);
        if (w.shape().rank() == 2 && x.shape().rank() > 2 && !transposeA) {
            x = rows(b, x);
            g = rows(b, g);
        }
        Value dw = transposeB ? b.add(new MatMul(true, transposeA), g, x) : b.add(new MatMul(!transposeA, false), x, g);
        return Op.inputs(BroadcastTo.reduceTo(b, dx, node.input(0).shape()), BroadcastTo.reduceTo(b, dw, w.shape()));
    }

    private static Value rows(GraphBuilder b, Value v) {
        Shape s = v.shape();
        return b.add(new Reshape(Shape.of((int) s.size(0, s.rank() - 1), s.dim(-1))), v);
    }

    @Override
    public long macs(List<Type> in, List<Type> out) {
        return Math.multiplyExact(
                out.getFirst().shape().size(), (long) in.get(0).shape().dim(transposeA ? -2 : -1));
    }
}
