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

/// Values one after the other along an axis. ONNX: Concat.
///
/// **Shapes**: one type, equal but for the axis → the sizes along the axis added.
public record Concat(int axis) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        if (in.isEmpty()) {
            throw new ShapeException("expects at least one input, found none");
        }
        Type first = in.getFirst();
        int a = first.shape().axis(axis);
        int size = 0;
        for (Type t : in) {
            boolean fits = t.dtype() == first.dtype()
                    && t.shape().rank() == first.shape().rank()
                    && t.shape().with(a, 0).equals(first.shape().with(a, 0));
            if (!fits) {
                throw new ShapeException("inputs " + first + " and " + t + " must be equal but for axis " + a);
            }
            size = Math.addExact(size, t.shape().dim(a));
        }
        return List.of(new Type(first.dtype(), first.shape().with(a, size)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        List<@Nullable Value> parts = new ArrayList<>();
        int at = 0;
        for (Value v : node.inputs()) {
            Shape s = v.shape();
            parts.add(b.add(Slice.of(s.axis(axis), at, at + s.dim(axis)), Op.only(dy)));
            at += s.dim(axis);
        }
        return parts;
    }
}
