package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Repeats values along axes of size 1 and new leading axes. ONNX: Expand.
///
/// **Shapes**: any → `shape`, where axes of the input are as long or 1.
public record BroadcastTo(Shape shape) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Type x = in.getFirst();
        if (!Shape.broadcast(x.shape(), shape).equals(shape)) {
            throw new ShapeException("shape " + x.shape() + " does not broadcast to " + shape);
        }
        return List.of(new Type(x.dtype(), shape));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(reduceTo(b, Op.only(dy), node.input(0).shape()));
    }

    /// The transpose of broadcasting: sums a value down to a shape that broadcasts to its own.
    static Value reduceTo(GraphBuilder b, Value v, Shape to) {
        Shape from = v.shape();
        if (from.equals(to)) {
            return v;
        }
        int lead = from.rank() - to.rank();
        List<Integer> axes = new ArrayList<>();
        for (int a = 0; a < from.rank(); a++) {
            if (a < lead || to.dim(a - lead) == 1 && from.dim(a) != 1) {
                axes.add(a);
            }
        }
        Value sum = axes.isEmpty() ? v : b.add(new ReduceSum(axes, true), v);
        return sum.shape().equals(to) ? sum : b.add(new Reshape(to), sum);
    }
}
