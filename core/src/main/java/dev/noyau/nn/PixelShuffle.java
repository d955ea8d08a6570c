package dev.noyau.nn;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.DepthToSpace;

/// Channels become pixels (Shi et al. 2016): `y[n, c, r·i + a, r·j + b] = x[n, (c·r + a)·r + b, i, j]`. After a
/// convolution to r² times the channels it is a learned enlargement.
///
/// **Shapes**: (N, C·r², H, W) → (N, C, r·H, r·W). ONNX: DepthToSpace, mode CRD.
///
/// @param factor r
public record PixelShuffle(int factor) implements Layer {
    public PixelShuffle {
        new DepthToSpace(factor, true);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return scope.op(new DepthToSpace(factor, true), x);
    }
}
