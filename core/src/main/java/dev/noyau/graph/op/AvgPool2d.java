package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mean of each window. The divisor is the number of its values in image and padding (but not in what ceil mode adds
/// beyond), or with `countPadding` false the number of its values inside the image.
///
/// **Shapes**: (N, C, H, W) → (N, C, H', W'), (N, C, L) → (N, C, L'). ONNX: AveragePool (`count_include_pad`).
public record AvgPool2d(Window window, boolean countPadding) implements Op {
    public AvgPool2d {
        MaxPool2d.checkPadding(window);
    }

    @Override
    public String name(List<Type> in) {
        return Images.name(this, in);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return List.of(Type.f32(MaxPool2d.pooled(in.getFirst(), window)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(
                b.add(new AvgPool2dBackward(window, countPadding, node.input(0).shape()), Op.only(dy)));
    }
}
