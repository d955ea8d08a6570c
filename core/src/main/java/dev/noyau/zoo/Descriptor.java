package dev.noyau.zoo;

import dev.noyau.graph.Mode;
import dev.noyau.graph.Value;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.L2Normalize;
import dev.noyau.nn.Layer;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Resize;
import dev.noyau.nn.Scope;
import java.util.ArrayList;
import java.util.List;

/// A small network that gives a descriptor for each pixel: blocks of two 3×3 convolutions on images of full,
/// half, quarter and eighth size, of each a 1×1 convolution to the descriptor's length, and from the coarsest
/// up each sum is doubled (bilinear) and added to the next finer one. Fine levels say where a point is,
/// coarse ones what is around it; so do D2-Net, ASLFeat and ALIKE (Zhao et al. 2022), which it is the
/// simplest relative of.
///
/// **Shapes**: (N, C, H, W) → (N, length, H, W) for any H and W, each pixel's vector of length 1: the image
/// gets zeros below and on the right up to the next multiple of 8, and the result is cropped back. In
/// training the vectors have any length: a loss that compares angles, as InfoNCE, normalises the few that it
/// takes.
///
/// @param width channels at full size; twice and four times as many at half size and below
/// @param length numbers of a descriptor
public record Descriptor(int width, int length) implements Layer {
    private static final int LEVELS = 4;

    public Descriptor {
        if (width < 1 || length < 1) {
            throw new IllegalArgumentException(
                    "Descriptor: expects width and length of at least 1, found " + width + " and " + length);
        }
    }

    /// 16 channels at full size.
    public static Descriptor of(int length) {
        return new Descriptor(16, length);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return Sizes.padded(scope, "Descriptor", x, 1 << LEVELS - 1, in -> described(scope, in));
    }

    private Value described(Scope scope, Value x) {
        List<Value> levels = new ArrayList<>();
        Value v = x;
        for (int i = 0; i < LEVELS; i++) {
            v = i == 0 ? v : scope.apply("pool" + i, MaxPool2d.of(2), v);
            Layer block = new ConvBlock(width << Math.min(i, 2), Norm.BATCH, new Relu(), false, true);
            v = scope.apply("level" + i, block, v);
            levels.add(scope.apply("lateral" + i, Conv2d.of(length, 1), v));
        }
        Value sum = levels.getLast();
        for (int i = LEVELS - 2; i >= 0; i--) {
            sum = scope.add(scope.apply("up" + i, Resize.linear(2), sum), levels.get(i));
        }
        return scope.mode() == Mode.TRAINING ? sum : scope.apply("norm", new L2Normalize(), sum);
    }
}
