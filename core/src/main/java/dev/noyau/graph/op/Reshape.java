package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same values in row-major order under another shape. ONNX: Reshape, Flatten.
///
/// **Shapes**: any → `shape`, of as many values.
public record Reshape(Shape shape) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Type x = in.getFirst();
        if (x.shape().size() != shape.size()) {
            throw new ShapeException("cannot reshape " + x.shape() + " ("
                    + x.shape().size() + " values) to " + shape + " (" + shape.size() + " values)");
        }
        return List.of(new Type(x.dtype(), shape));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new Reshape(node.input(0).shape()), Op.only(dy)));
    }
}
