package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Matrix product of two matrices, each transposed first where asked: `y = A · B`. The fully connected layer is
/// `x · Wᵀ`, that is `MatMul(false, true)`.
///
/// **Shapes**: a (M, K) or (K, M), b (K, N) or (N, K) → (M, N). ONNX: Gemm without C.
public record MatMul(boolean transposeA, boolean transposeB) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Op.rank(in.get(0), 2, "a matrix");
        Op.rank(in.get(1), 2, "a matrix");
        Shape a = in.get(0).shape();
        Shape b = in.get(1).shape();
        int ka = a.dim(transposeA ? 0 : 1);
        int kb = b.dim(transposeB ? 1 : 0);
        if (ka != kb) {
            throw new ShapeException("input " + a + " has " + ka + " features, weight " + b + " expects " + kb);
        }
        return List.of(Type.f32(Shape.of(a.dim(transposeA ? 1 : 0), b.dim(transposeB ? 0 : 1))));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value x = node.input(0);
        Value w = node.input(1);
        Value g = Op.only(dy);
        Value dx = transposeA ? b.add(new MatMul(transposeB, true), w, g) : b.add(new MatMul(false, !transposeB), g, w);
        Value dw = transposeB ? b.add(new MatMul(true, transposeA), g, x) : b.add(new MatMul(!transposeA, false), x, g);
        return Op.inputs(dx, dw);
    }

    @Override
    public long macs(List<Type> in, List<Type> out) {
        return Math.multiplyExact(
                out.getFirst().shape().size(), (long) in.get(0).shape().dim(transposeA ? 0 : 1));
    }
}
