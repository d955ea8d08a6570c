package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Pad;
import dev.noyau.nn.Scope;
import dev.noyau.tensor.ShapeException;
import java.util.function.UnaryOperator;

/// Makes a network that halves and doubles its image take any size: the image is padded to a size that can be
/// halved, the result cropped back.
final class Sizes {
    private Sizes() {}

    /// The smallest multiple that is not below a size.
    static int legal(int size, int multiple) {
        return Math.ceilDiv(size, multiple) * multiple;
    }

    /// Zeros below and on the right up to the next multiple, the network, and their places cut off again.
    ///
    /// @param body gives an image of its input's size
    static Value padded(Scope scope, String layer, Value x, int multiple, UnaryOperator<Value> body) {
        int h = height(scope, layer, x);
        int w = x.shape().dim(3);
        int below = legal(h, multiple) - h;
        int right = legal(w, multiple) - w;
        Value in = below == 0 && right == 0 ? x : scope.pad(x, Pad.Mode.CONSTANT, 0, 0, below, right);
        return ConvBlock.window(scope, body.apply(in), 0, 0, h, w);
    }

    static int height(Scope scope, String layer, Value x) {
        if (x.shape().rank() != 4 || x.shape().dim(2) < 1 || x.shape().dim(3) < 1) {
            throw new ShapeException(scope.where(layer) + ": expects images (N, C, H, W), found input " + x.shape());
        }
        return x.shape().dim(2);
    }
}
