package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Largest value of each channel: max pooling with a window as large as the image.
///
/// **Shapes**: (N, C, H, W) → (N, C, 1, 1), (N, C, L) → (N, C, 1). ONNX: GlobalMaxPool.
public record GlobalMaxPool() implements Op {
    /// The window of max pooling that gives the same.
    public static Window window(Shape x) {
        return Window.of(Images.height(x), Images.width(x));
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return List.of(Type.f32(GlobalAvgPool.pooled(in.getFirst())));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        Value x = node.input(0);
        return Op.inputs(b.add(new MaxPool2dBackward(window(x.shape())), Op.only(dy), x));
    }
}
