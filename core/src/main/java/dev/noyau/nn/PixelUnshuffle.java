package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.SpaceToDepth;

/// Pixels become channels, the inverse of [PixelShuffle]: `y[c·r² + i·r + j, h, w] = x[c, h·r + i, w·r + j]`.
///
/// **Shapes**: (N, C, r·H, r·W) → (N, C·r², H, W). ONNX: Reshape, Transpose, Reshape.
///
/// @param factor r
public record PixelUnshuffle(int factor) implements Layer {
    public PixelUnshuffle {
        new SpaceToDepth(factor, true);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new SpaceToDepth(factor, true), x);
    }
}
