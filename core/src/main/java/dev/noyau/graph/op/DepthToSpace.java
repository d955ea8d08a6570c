package dev.noyau.graph.op;

import dev.noyau.graph.GraphBuilder;
import dev.noyau.graph.Node;
import dev.noyau.graph.Type;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Channels become pixels (Shi et al. 2016, pixel shuffle): with block size r,
/// `y[n, c, r·i + a, r·j + b] = x[n, (c·r + a)·r + b, i, j]`, or without `channelsFirst`
/// `x[n, (a·r + b)·C + c, i, j]`.
///
/// **Shapes**: (N, C·r², H, W) → (N, C, r·H, r·W). ONNX: DepthToSpace; `channelsFirst` is mode CRD, else DCR. PyTorch's
/// pixel_shuffle is CRD.
///
/// @param block r
/// @param channelsFirst whether the r² values of a channel stand side by side in x
public record DepthToSpace(int block, boolean channelsFirst) implements Op {
    public DepthToSpace {
        check(block);
    }

    static void check(int block) {
        if (block < 1) {
            throw new IllegalArgumentException("the block size must be at least 1, found " + block);
        }
    }

    @Override
    public List<Type> infer(List<Type> in) {
        Op.arity(in, 1);
        Op.rank(in.getFirst(), 4, "an image (N, C, H, W)");
        Shape x = in.getFirst().shape();
        if (x.dim(1) % (block * block) != 0) {
            throw new ShapeException(x.dim(1) + " channels of input " + x + " are no multiple of " + block * block
                    + ", the pixels of a block of " + block + "×" + block);
        }
        int c = x.dim(1) / (block * block);
        return List.of(Type.f32(Shape.of(x.dim(0), c, x.dim(2) * block, x.dim(3) * block)));
    }

    @Override
    public List<@Nullable Value> gradient(GraphBuilder b, Node node, List<@Nullable Value> dy) {
        return Op.inputs(b.add(new SpaceToDepth(block, channelsFirst), Op.only(dy)));
    }

    /// The channel in depth of a channel in space and a pixel (row, column) of a block.
    public static int depth(int block, boolean channelsFirst, int channels, int c, int row, int column) {
        int pixel = row * block + column;
        return channelsFirst ? c * block * block + pixel : pixel * channels + c;
    }
}
