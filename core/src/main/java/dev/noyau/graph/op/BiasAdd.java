package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Adds one number to each channel: `y[n,c,...] = x[n,c,...] + b[c]`.
///
/// **Shapes**: x (N, C, ...), b (C) → shape of x. In ONNX it is the third input of Conv and Gemm.
public record BiasAdd() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 2);
        Shape x = in.get(0).shape();
        Shape b = in.get(1).shape();
        if (x.rank() < 2 || b.rank() != 1 || b.dim(0) != x.dim(1)) {
            throw new ShapeException("a bias of shape " + b + " does not fit the channels of " + x);
        }
        return List.of(in.get(0));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        int rank = node.output().shape().rank();
        List<Integer> axes =
                IntStream.range(0, rank).filter(a -> a != 1).boxed().toList();
        return Op.inputs(Op.only(dy), b.add(new ReduceSum(axes, false), Op.only(dy)));
    }
}
