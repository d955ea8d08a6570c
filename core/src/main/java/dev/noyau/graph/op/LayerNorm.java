package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Layer normalisation (Ba, Kiros, Hinton 2016): the values of the axes from `axis` on get mean 0 and variance 1, then
/// each its own scale and shift: `y = (x - m)/√(v + ε) · weight + bias`.
///
/// **Shapes**: x (..., D1, D2, ...), weight and bias (D1, D2, ...) → y of the shape of x; m and 1/√(v + ε)
/// (..., 1, 1, ...), which the gradient needs. ONNX: LayerNormalization.
///
/// @param axis first axis that is normalised over; negative axes count from the end
/// @param eps added to the variance
public record LayerNorm(int axis, float eps) implements Op {
    public LayerNorm {
        BatchNorm.checkEps(eps);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 3);
        Type x = in.getFirst();
        check(x, in.get(1), axis);
        check(x, in.get(2), axis);
        Type s = statistics(x, axis);
        return List.of(x, s, s);
    }

    static void check(Type x, Type vector, int axis) {
        Shape normal = normalised(x.shape(), axis);
        if (!vector.shape().equals(normal)) {
            throw new ShapeException("input " + x.shape() + " is normalised over " + normal
                    + ", weight and bias must have this shape, found " + vector.shape());
        }
    }

    private static Shape normalised(Shape x, int axis) {
        return Shape.of(Arrays.copyOfRange(x.dims(), x.axis(axis), x.rank()));
    }

    static Type statistics(Type x, int axis) {
        int[] d = x.shape().dims();
        Arrays.fill(d, x.shape().axis(axis), d.length, 1);
        return Type.f32(Shape.of(d));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return rows(node.input(0).shape(), axis).gradient(b, node, dy, new LayerNormBackward(axis));
    }

    static Rows rows(Shape x, int axis) {
        int a = x.axis(axis);
        int n = Math.toIntExact(x.size(0, a));
        int d = Math.toIntExact(x.size(a, x.rank()));
        return new Rows(Shape.of(n, 1, d, 1), Shape.of(n, 1, 1, 1), Shape.of(1, 1, d, 1));
    }
}
