package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mean or largest value of each of the parts into which [AdaptiveWindows] divide an image.
///
/// **Shapes**: (N, C, H, W) → (N, C, oh, ow), with oh = 1 (N, C, L) → (N, C, ow). ONNX has no such operator.
///
/// @param max whether the largest value is taken, else the mean
public record AdaptivePool2d(boolean max, AdaptiveWindows windows) implements Op {
    @Override
    public String name(List<Type> in) {
        return Images.name(this, in);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        return List.of(Type.f32(MaxPool2d.pooled(in.getFirst(), windows)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new AdaptivePool2dBackward(max, windows), Op.only(dy), node.input(0)));
    }
}
