package dev.noyau.cli;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Slice;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Resize;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// The course's examples of receptive fields, and the pyramids that it ends with: networks to look at.
public final class CourseNetworks {
    private static final List<String> NAMES =
            List.of("stride1-2", "stride1-4", "stride2-2", "stride2-4", "decoder", "pyramid", "unet-valid");
    private static final int CHANNELS = 8;
    private static final int CLASSES = 2;

    /// Levels of the pyramids below the image's own.
    private static final int DEPTH = 3;

    private CourseNetworks() {}

    public static List<String> names() {
        return NAMES;
    }

    public static Network get(String name) {
        return switch (name) {
            case "stride1-2" -> chain(2, 1);
            case "stride1-4" -> chain(4, 1);
            case "stride2-2" -> chain(2, 2);
            case "stride2-4" -> chain(4, 2);
            case "decoder" -> pyramid(Shape.of(3, 64, 64), false);
            case "pyramid" -> pyramid(Shape.of(3, 64, 64), true);
            case "unet-valid" -> unet();
            default -> throw new IllegalArgumentException("there is no network '" + name + "'");
        };
    }

    /// 3×3 convolutions one after the other.
    private static Network chain(int count, int stride) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(Conv2d.of(CHANNELS, 3).stride(stride).padding(1));
        }
        return Network.of(Shape.of(1, 64, 64), new Sequential(layers));
    }

    /// Down by strides, up by repeating pixels; with or without what lies beside.
    ///
    /// @param input (C, H, W), H and W multiples of 8
    public static Network pyramid(Shape input, boolean skips) {
        Layer layer = conv(CHANNELS << DEPTH, 1);
        for (int d = DEPTH; d > 0; d--) {
            Layer inner = Sequential.of(conv(CHANNELS << d, 2), layer, Resize.nearest(2));
            layer = Sequential.of(skips ? new Beside(inner) : inner, conv(CHANNELS << d >> 1, 1));
        }
        return Network.of(input, Sequential.of(conv(CHANNELS, 1), layer, Conv2d.of(CLASSES, 1)));
    }

    private static Layer conv(int filters, int stride) {
        return Sequential.of(Conv2d.of(filters, 3).stride(stride).padding(1), new Relu());
    }

    /// The U-Net of Ronneberger, Fischer, Brox 2015 with few channels: 572×572 to 388×388 by convolutions without
    /// padding.
    private static Network unet() {
        Layer layer = twoConvolutions();
        for (int depth = 0; depth < 4; depth++) {
            layer = Sequential.of(
                    twoConvolutions(),
                    new Beside(Sequential.of(
                            MaxPool2d.of(2),
                            layer,
                            ConvTranspose2d.of(CHANNELS, 2).stride(2))),
                    twoConvolutions());
        }
        return Network.of(Shape.of(1, 572, 572), Sequential.of(layer, Conv2d.of(CLASSES, 1)));
    }

    private static Layer twoConvolutions() {
        return Sequential.of(Conv2d.of(CHANNELS, 3), new Relu(), Conv2d.of(CHANNELS, 3), new Relu());
    }

    /// The skip of a U-Net: `[centre crop of x, inner(x)]`, one after the other along the channels.
    record Beside(Layer inner) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Value y = scope.apply("inner", inner, x);
            Value c = x;
            for (int a = 2; a < x.shape().rank(); a++) {
                int size = y.shape().dim(a);
                int from = (x.shape().dim(a) - size) / 2;
                c = size == x.shape().dim(a) ? c : scope.op(Slice.of(a, from, from + size), c);
            }
            return scope.concat(1, c, y);
        }
    }
}
