package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes from g, for each window, the value at the place where x is largest, as [MaxPool2dGather] does: the transpose
/// of [AdaptivePool2dBackward].
///
/// **Shapes**: g, x (N, C, H, W) → (N, C, oh, ow).
public record AdaptiveMaxPool2dGather(AdaptiveWindows windows) implements Op {
    @Override
    public List<Type> infer(List<Type> in) {
        return MaxPool2dGather.gathered(in, windows);
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new AdaptivePool2dBackward(true, windows), Op.only(dy), node.input(1)), null);
    }
}
