package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sum over some axes, which keep size 1 or disappear. ONNX: ReduceSum.
public record ReduceSum(List<Integer> axes, boolean keepDims) implements Op {
    public ReduceSum {
        axes = List.copyOf(axes);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Shape kept = kept(in.getFirst().shape());
        return List.of(Type.f32(keepDims ? kept : dropped(kept)));
    }

    private Shape kept(Shape x) {
        Shape s = x;
        for (int a : axes) {
            s = s.with(a, 1);
        }
        return s;
    }

    private Shape dropped(Shape kept) {
        List<Integer> gone = axes.stream().map(kept::axis).toList();
        return Shape.of(IntStream.range(0, kept.rank())
                .filter(a -> !gone.contains(a))
                .map(kept::dim)
                .toArray());
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Shape x = node.input(0).shape();
        Value g = keepDims ? Op.only(dy) : b.add(new Reshape(kept(x)), Op.only(dy));
        return Op.inputs(b.add(new BroadcastTo(x), g));
    }
}
