package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Largest value in each window; padding counts as −∞.
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'), (N, C, L) → (N, C, L'). ONNX: MaxPool.
public record MaxPool2d(Window window) implements Op {
    public MaxPool2d {
        checkPadding(window);
    }

    /// A window that lay in the padding alone would have no largest value.
    static void checkPadding(Window w) {
        if (Math.max(w.top(), w.bottom()) >= w.extentH() || Math.max(w.left(), w.right()) >= w.extentW()) {
            throw new ShapeException("padding of pooling must be smaller than the window: " + w);
        }
    }

    @Override
    public String name(List<Type> in) {
        return Images.name(this, in);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return List.of(Type.f32(pooled(in.getFirst(), window)));
    }

    static Shape pooled(Type in, PoolWindows windows) {
        Images.check(in);
        return Images.windowed(in.shape(), in.shape().dim(1), windows);
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new MaxPool2dBackward(window), Op.only(dy), node.input(0)));
    }
}
