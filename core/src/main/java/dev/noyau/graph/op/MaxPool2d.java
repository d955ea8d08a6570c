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
/// **Shapes**: (N, C, H, W) → (N, C, H', W'). ONNX: MaxPool.
public record MaxPool2d(Window window) implements Op {
    public MaxPool2d {
        checkPadding(window);
    }

    /// A window that lay in the padding alone would have no largest value.
    static void checkPadding(Window w) {
        if (2 * Math.max(w.top(), w.bottom()) > w.extentH() || 2 * Math.max(w.left(), w.right()) > w.extentW()) {
            throw new ShapeException("padding of pooling must not exceed half the window: " + w);
        }
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return List.of(Type.f32(pooled(in.getFirst(), window)));
    }

    static Shape pooled(Type in, Window window) {
        Op.rank(in, 4, "an image (N, C, H, W)");
        Shape x = in.shape();
        return Shape.of(x.dim(0), x.dim(1), window.outH(x.dim(2)), window.outW(x.dim(3)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new MaxPool2dBackward(window), Op.only(dy), node.input(0)));
    }
}
