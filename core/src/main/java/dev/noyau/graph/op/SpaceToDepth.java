package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pixels become channels: the inverse of [DepthToSpace].
///
/// **Shapes**: (N, C, r·H, r·W) → (N, C·r², H, W). ONNX: SpaceToDepth, without `channelsFirst`. PyTorch's
/// pixel_unshuffle has it.
///
/// @param block r
/// @param channelsFirst whether the r² values of a channel stand side by side in y
public record SpaceToDepth(int block, boolean channelsFirst) implements Op {
    public SpaceToDepth {
        DepthToSpace.check(block);
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Op.rank(in.getFirst(), 4, "an image (N, C, H, W)");
        Shape x = in.getFirst().shape();
        if (x.dim(2) % block != 0 || x.dim(3) % block != 0) {
            throw new ShapeException("input " + x + " cannot be divided into blocks of " + block + "×" + block);
        }
        return List.of(Type.f32(
                Shape.of(x.dim(0), Math.multiplyExact(x.dim(1), block * block), x.dim(2) / block, x.dim(3) / block)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new DepthToSpace(block, channelsFirst), Op.only(dy)));
    }
}
