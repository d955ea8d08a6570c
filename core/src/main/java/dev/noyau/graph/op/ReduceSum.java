package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sum over some axes, which keep size 1 or disappear. ONNX: ReduceSum.
///
/// **Shapes**: any → the same with 1 for each of the axes, or without them.
public record ReduceSum(List<Integer> axes, boolean keepDims) implements Op {
    public ReduceSum {
        axes = List.copyOf(axes);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Type x = in.getFirst();
        return List.of(new Type(x.dtype(), Axes.reduced(x.shape(), axes, keepDims)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Shape x = node.input(0).shape();
        Value g = keepDims ? Op.only(dy) : b.add(new Reshape(Axes.kept(x, axes)), Op.only(dy));
        return Op.inputs(b.add(new BroadcastTo(x), g));
    }
}
