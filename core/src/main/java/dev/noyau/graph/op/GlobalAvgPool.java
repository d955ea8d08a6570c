package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mean of each channel over the whole image.
///
/// **Shapes**: (N, C, H, W) → (N, C, 1, 1), (N, C, L) → (N, C, 1). ONNX: GlobalAveragePool.
public record GlobalAvgPool() implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return List.of(Type.f32(pooled(in.getFirst())));
    }

    static Shape pooled(Type in) {
        Images.check(in);
        return Images.like(in.shape(), in.shape().dim(1), 1, 1);
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Shape x = node.input(0).shape();
        Value mean = b.add(new Mul(), Op.only(dy), b.constant(1f / x.size(2, x.rank())));
        return Op.inputs(b.add(new BroadcastTo(x), mean));
    }
}
