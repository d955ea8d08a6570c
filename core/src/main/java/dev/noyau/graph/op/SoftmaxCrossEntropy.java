package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.DType;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mean negative log-likelihood of the right class: `L = -(1/M) Σ log softmax(x)[label]` over the M labels.
///
/// **Shapes**: x (N, C) or (N, C, ...), labels of type i64 and shape (N) or (N, ...) → scalar; classes lie on axis 1.
/// ONNX: SoftmaxCrossEntropyLoss, reduction mean.
public record SoftmaxCrossEntropy() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        check(in.get(0), in.get(1));
        return List.of(Type.f32(Shape.SCALAR));
    }

    static void check(Type scores, Type labels) {
        Shape x = scores.shape();
        if (x.rank() < 2) {
            throw new ShapeException("scores " + x + " need a class axis: (N, C, ...)");
        }
        int[] d = x.dims();
        int[] expected = new int[d.length - 1];
        expected[0] = d[0];
        System.arraycopy(d, 2, expected, 1, d.length - 2);
        if (labels.dtype() != DType.I64 || !labels.shape().equals(Shape.of(expected))) {
            throw new ShapeException("scores " + x + " need labels i64" + Shape.of(expected) + ", found " + labels);
        }
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new SoftmaxCrossEntropyBackward(), Op.only(dy), node.input(0), node.input(1)), null);
    }
}
