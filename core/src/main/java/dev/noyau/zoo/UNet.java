package dev.noyau.zoo;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Pad;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Resize;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// U-Net (Ronneberger, Fischer, Brox 2015): a pyramid of descriptors that halves the image `depth` times while the
/// channels double, and a decoder that doubles it again and takes in, at each size, the descriptors of the pyramid of
/// that size: the skip connections. One vector of scores comes out for each pixel.
///
/// **Shapes**: (N, C, H, W) → (N, classes, H, W), for any H and W. Padded convolutions: the image gets zeros below and
/// on the right up to the next multiple of `2^depth`, and the result is cropped back. `valid`: nothing is padded
/// inside; the image is mirrored around itself, as far as the network sees, before it enters (the overlap-tile strategy
/// of the paper).
///
/// ```java
/// Network net = Network.of(Shape.of(3, 480, 640), UNet.of(12).norm(Norm.BATCH)); // 3×480×640 → 12×480×640
/// ```
///
/// @param classes channels of the output
/// @param depth how many times the image is halved
/// @param width channels at full size; they double with each halving
/// @param norm between convolutions and activations
/// @param activation after each convolution
/// @param down how the image is halved
/// @param up how it is doubled; the block of two convolutions follows
/// @param residual whether blocks add their input
/// @param valid whether convolutions go without padding; with max pooling, and without [Up#BILINEAR]
/// @param skips whether the decoder sees the pyramid; without, it only upsamples, and what the fine descriptors know is
///     lost
public record UNet(
        int classes,
        int depth,
        int width,
        Norm norm,
        Layer activation,
        Down down,
        Up up,
        boolean residual,
        boolean valid,
        boolean skips)
        implements Layer {

    /// How an image is halved.
    public enum Down {
        /// The largest of 2×2 values.
        MAX_POOL,
        /// A 3×3 convolution of stride 2 and the activation.
        STRIDE
    }

    /// How an image is doubled.
    public enum Up {
        /// Each value four times.
        NEAREST,
        /// Bilinear.
        BILINEAR,
        /// A transposed 2×2 convolution of stride 2 that halves the channels.
        TRANSPOSED
    }

    private static final int DEEPEST = 8;

    public UNet {
        if (classes < 1 || width < 1 || depth < 1 || depth > DEEPEST) {
            throw new IllegalArgumentException("UNet: expects classes and width of at least 1 and a depth from 1 to "
                    + DEEPEST + ", found " + classes + ", " + width + " and " + depth);
        }
        if (valid && (down != Down.MAX_POOL || up == Up.BILINEAR)) {
            throw new IllegalArgumentException("UNet: without padding the image is halved by max pooling and doubled"
                    + " by nearest neighbours or transposed convolution, found " + down + " and " + up);
        }
    }

    /// Depth 4, width 16, no norm, ReLU, max pooling, nearest neighbours, padded, with skips.
    public static UNet of(int classes) {
        return new UNet(classes, 4, 16, Norm.NONE, new Relu(), Down.MAX_POOL, Up.NEAREST, false, false, true);
    }

    public UNet depth(int d) {
        return new UNet(classes, d, width, norm, activation, down, up, residual, valid, skips);
    }

    public UNet width(int w) {
        return new UNet(classes, depth, w, norm, activation, down, up, residual, valid, skips);
    }

    public UNet norm(Norm n) {
        return new UNet(classes, depth, width, n, activation, down, up, residual, valid, skips);
    }

    public UNet activation(Layer a) {
        return new UNet(classes, depth, width, norm, a, down, up, residual, valid, skips);
    }

    public UNet down(Down d) {
        return new UNet(classes, depth, width, norm, activation, d, up, residual, valid, skips);
    }

    public UNet up(Up u) {
        return new UNet(classes, depth, width, norm, activation, down, u, residual, valid, skips);
    }

    /// Blocks that add their input.
    public UNet residual(boolean r) {
        return new UNet(classes, depth, width, norm, activation, down, up, r, valid, skips);
    }

    /// Convolutions without padding.
    public UNet valid(boolean v) {
        return new UNet(classes, depth, width, norm, activation, down, up, residual, v, skips);
    }

    /// With skip connections or without.
    public UNet skips(boolean s) {
        return new UNet(classes, depth, width, norm, activation, down, up, residual, valid, s);
    }

    @Override
    public Value apply(Scope scope, Value x) {
        return valid ? mirrored(scope, x) : Sizes.padded(scope, "UNet", x, 1 << depth, in -> body(scope, in));
    }

    private Value mirrored(Scope scope, Value x) {
        int h = Sizes.height(scope, "UNet", x);
        int w = x.shape().dim(3);
        int above = margin(outside(h));
        int left = margin(outside(w));
        Value in = scope.pad(
                x, Pad.Mode.REFLECT, above, left, whole(outside(h)) - h - above, whole(outside(w)) - w - left);
        return ConvBlock.window(scope, body(scope, in), 0, 0, h, w);
    }

    /// The smallest size in the deepest block's result from which an output of this size comes.
    private int outside(int size) {
        int deepest = 1;
        while (result(deepest) < size) {
            deepest++;
        }
        return deepest;
    }

    /// Size of the output for a size of the deepest block's result: doubled, less the block's border, at each step.
    private int result(int deepest) {
        int s = deepest;
        for (int i = 0; i < depth; i++) {
            s = 2 * s - 4;
        }
        return s;
    }

    /// Size of the input for it.
    private int whole(int deepest) {
        int s = deepest + 4;
        for (int i = 0; i < depth; i++) {
            s = 2 * s + 4;
        }
        return s;
    }

    private int margin(int deepest) {
        return (whole(deepest) - result(deepest)) / 2;
    }

    private Value body(Scope scope, Value x) {
        List<Value> pyramid = new ArrayList<>();
        Value v = scope.apply("encoder1", block(width), x);
        for (int i = 1; i <= depth; i++) {
            pyramid.add(v);
            v = scope.apply("encoder" + (i + 1), block(width << i), halved(scope, i, v));
        }
        for (int i = depth; i >= 1; i--) {
            int filters = width << i - 1;
            v = scope.apply("up" + i, doubling(filters), v);
            if (skips) {
                v = scope.concat(1, ConvBlock.centre(scope, pyramid.get(i - 1), v.shape()), v);
            }
            v = scope.apply("decoder" + i, block(filters), v);
        }
        return scope.apply("head", Conv2d.of(classes, 1), v);
    }

    private Layer block(int filters) {
        return new ConvBlock(filters, norm, activation, residual, !valid);
    }

    private Value halved(Scope scope, int level, Value x) {
        Layer l = down == Down.MAX_POOL
                ? MaxPool2d.of(2)
                : Sequential.of(
                        ConvBlock.rectified(
                                Conv2d.of(x.shape().dim(1), 3).stride(2).same()),
                        activation);
        return scope.apply("down" + level, l, x);
    }

    private Layer doubling(int filters) {
        return switch (up) {
            case NEAREST -> Resize.nearest(2);
            case BILINEAR -> Resize.linear(2);
            case TRANSPOSED -> ConvTranspose2d.of(filters, 2).stride(2);
        };
    }
}
