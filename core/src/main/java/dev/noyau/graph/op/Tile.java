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

/// The whole value several times along each axis. ONNX: Tile.
///
/// **Shapes**: (d1, ..., dn) → (r1·d1, ..., rn·dn).
///
/// @param repeats how many times, one for each axis
public record Tile(List<Integer> repeats) implements Op {
    public Tile {
        repeats = List.copyOf(repeats);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        int[] dims = in.getFirst().shape().dims();
        if (dims.length != repeats.size() || repeats.stream().anyMatch(r -> r < 0)) {
            throw new ShapeException("repeats " + repeats + " do not fit input " + in.getFirst());
        }
        for (int a = 0; a < dims.length; a++) {
            dims[a] = Math.multiplyExact(dims[a], repeats.get(a));
        }
        return List.of(new Type(in.getFirst().dtype(), Shape.of(dims)));
    }

    /// Each axis as (repeats, size), summed over the repeats.
    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Shape x = node.input(0).shape();
        int[] split = new int[2 * x.rank()];
        List<Integer> axes = new ArrayList<>();
        for (int a = 0; a < x.rank(); a++) {
            split[2 * a] = repeats.get(a);
            split[2 * a + 1] = x.dim(a);
            axes.add(2 * a);
        }
        Value g = b.add(new Reshape(Shape.of(split)), Op.only(dy));
        return Op.inputs(b.add(new ReduceSum(axes, false), g));
    }
}
