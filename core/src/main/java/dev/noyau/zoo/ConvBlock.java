package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Drawn;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Two 3×3 convolutions, each followed by norm and activation; as a residual block the input is added before the last
/// activation, through a 1×1 convolution where the channels differ.
///
/// **Shapes**: (N, C, H, W) → (N, filters, H, W), or (N, filters, H - 4, W - 4) without padding.
///
/// @param filters channels of the output
/// @param activation after each convolution
/// @param residual whether the input is added
/// @param padded whether zeros around the image keep its size
record ConvBlock(int filters, Norm norm, Layer activation, boolean residual, boolean padded) implements Layer {
    private static final Window SMALL = Window.of(3, 3);

    @Override
    public Value apply(Scope scope, Value x) {
        List<Layer> body = new ArrayList<>(convolution());
        body.add(activation);
        body.addAll(convolution());
        if (!residual) {
            body.add(activation);
            return new Sequential(body).apply(scope, x);
        }
        Value y = scope.apply("body", new Sequential(body), x);
        Value skip = x;
        if (x.shape().dim(1) != filters) {
            List<Layer> shortcut = new ArrayList<>();
            shortcut.add(rectified(new Conv2d(filters, Window.of(1, 1), 1, norm == Norm.NONE)));
            shortcut.addAll(norm.layers(filters));
            skip = scope.apply("shortcut", new Sequential(shortcut), x);
        }
        return scope.apply("activation", activation, scope.add(y, centre(scope, skip, y.shape())));
    }

    private List<Layer> convolution() {
        List<Layer> layers = new ArrayList<>();
        layers.add(rectified(new Conv2d(filters, padded ? SMALL.same() : SMALL, 1, norm == Norm.NONE)));
        layers.addAll(norm.layers(filters));
        return layers;
    }

    /// A convolution before a rectifier.
    static Layer rectified(Conv2d convolution) {
        return new Drawn(convolution, Rules.RECTIFIED);
    }

    /// The middle of a value, of another's height and width.
    static Value centre(Scope scope, Value x, Shape like) {
        int top = (x.shape().dim(2) - like.dim(2)) / 2;
        int left = (x.shape().dim(3) - like.dim(3)) / 2;
        return window(scope, x, top, left, like.dim(2), like.dim(3));
    }

    /// A part of each image; the value itself where that is all.
    static Value window(Scope scope, Value x, int top, int left, int height, int width) {
        if (x.shape().dim(2) == height && x.shape().dim(3) == width) {
            return x;
        }
        return scope.op(
                new Slice(List.of(top, left), List.of(top + height, left + width), List.of(2, 3), List.of(1, 1)), x);
    }
}
