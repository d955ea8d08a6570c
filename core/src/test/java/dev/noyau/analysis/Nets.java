package dev.noyau.analysis;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Op;
import dev.noyau.graph.op.Reshape;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Transpose;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.AvgPool2d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Networks whose receptive fields are known from the literature, with few channels: those do not matter.
final class Nets {
    private static final int CHANNELS = 2;

    private Nets() {}

    /// `count` 3×3 convolutions.
    static Network course(int count, int stride) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(Conv2d.of(CHANNELS, 3).stride(stride).padding(1));
            layers.add(new Relu());
        }
        return Network.of(Shape.of(1, 64, 64), new Sequential(layers));
    }

    /// The 13 convolutions and 5 poolings of VGG-16 (Simonyan, Zisserman 2015).
    static Network vgg16() {
        List<Layer> layers = new ArrayList<>();
        for (int convolutions : new int[] {2, 2, 3, 3, 3}) {
            for (int i = 0; i < convolutions; i++) {
                layers.add(Conv2d.of(CHANNELS, 3).padding(1));
                layers.add(new Relu());
            }
            layers.add(MaxPool2d.of(2));
        }
        return Network.of(Shape.of(3, 224, 224), new Sequential(layers));
    }

    /// ResNet-50 (He et al. 2016).
    ///
    /// @param strideFirst as published: the first 1×1 convolution of a bottleneck has the stride, and the
    /// first pooling pads below and on the right alone; otherwise, as in PyTorch, the 3×3 has it, and all
    /// sides are padded
    static Network resnet50(boolean strideFirst) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Conv2d.of(CHANNELS, 7).stride(2).padding(3));
        layers.add(
                strideFirst
                        ? new MaxPool2d(Window.of(3).stride(2, 2).padding(0, 0, 1, 1))
                        : MaxPool2d.of(3).stride(2).padding(1));
        int[] blocks = {3, 4, 6, 3};
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                int stride = i == 0 && stage > 0 ? 2 : 1;
                Layer body = Sequential.of(
                        Conv2d.of(CHANNELS, 1).stride(strideFirst ? stride : 1),
                        new Relu(),
                        Conv2d.of(CHANNELS, 3).stride(strideFirst ? 1 : stride).padding(1),
                        new Relu(),
                        Conv2d.of(CHANNELS, 1));
                layers.add(i == 0 ? Residual.of(body, Conv2d.of(CHANNELS, 1).stride(stride)) : Residual.of(body));
                layers.add(new Relu());
            }
        }
        return Network.of(Shape.of(3, 224, 224), new Sequential(layers));
    }

    /// An op with one input.
    record Single(Op op) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            return scope.op(op, x);
        }
    }

    /// Several layers on the same input, their results one after the other along an axis.
    record Join(int axis, List<Layer> branches) implements Layer {
        static Join channels(Layer... branches) {
            return new Join(1, List.of(branches));
        }

        @Override
        public Value apply(Scope scope, Value x) {
            Value[] parts = new Value[branches.size()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = scope.apply(Integer.toString(i), branches.get(i), x);
            }
            return scope.op(new Concat(axis), parts);
        }
    }

    /// What lies around it, beside what has gone through: `[centre crop of x, inner(x)]`, the skip of a U-Net.
    record Skip(Layer inner) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Value y = scope.apply("inner", inner, x);
            Value c = x;
            for (int a = 2; a < x.shape().rank(); a++) {
                int from = (x.shape().dim(a) - y.shape().dim(a)) / 2;
                c = scope.op(Slice.of(a, from, from + y.shape().dim(a)), c);
            }
            return scope.op(new Concat(1), c, y);
        }
    }

    /// Each channel times what a small network makes of the whole image (squeeze and excitation).
    record Gate() implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Value mean = scope.op(new dev.noyau.graph.op.GlobalAvgPool(), x);
            return scope.op(
                    new Mul(), x, scope.apply("gate", Conv2d.of(x.shape().dim(1), 1), mean));
        }
    }

    /// Lays an image as tokens (N, H·W, C), goes through layers, and back.
    record Tokens(Layer inner) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Shape s = x.shape();
            Value rows = scope.op(new Reshape(Shape.of(s.dim(0), s.dim(1), s.dim(2) * s.dim(3))), x);
            Value y = scope.apply("inner", inner, scope.op(Transpose.of(0, 2, 1), rows));
            Value back = scope.op(Transpose.of(0, 2, 1), y);
            return scope.op(new Reshape(Shape.of(s.dim(0), y.shape().dim(2), s.dim(2), s.dim(3))), back);
        }
    }

    /// Height becomes width, and goes through a layer.
    record Turned(Layer inner) implements Layer {
        @Override
        public Value apply(Scope scope, Value x) {
            Value y = scope.apply("inner", inner, scope.op(Transpose.of(0, 1, 3, 2), x));
            return scope.op(Transpose.of(0, 1, 3, 2), y);
        }
    }

    /// The U-Net of Ronneberger et al. 2015: 572×572 to 388×388 by convolutions without padding.
    static Network unet() {
        Layer layer = twoConvolutions();
        for (int depth = 0; depth < 4; depth++) {
            layer = Sequential.of(
                    twoConvolutions(),
                    new Skip(Sequential.of(
                            MaxPool2d.of(2),
                            layer,
                            ConvTranspose2d.of(CHANNELS, 2).stride(2))),
                    twoConvolutions());
        }
        return Network.of(Shape.of(1, 572, 572), Sequential.of(layer, Conv2d.of(CHANNELS, 1)));
    }

    private static Layer twoConvolutions() {
        return Sequential.of(Conv2d.of(CHANNELS, 3), new Relu(), Conv2d.of(CHANNELS, 3), new Relu());
    }

    /// Inception-v3 (Szegedy et al. 2016) up to its global pooling.
    static Network inceptionV3() {
        List<Layer> l = new ArrayList<>();
        l.add(conv(3, 2, 0));
        l.add(conv(3, 1, 0));
        l.add(conv(3, 1, 1));
        l.add(MaxPool2d.of(3).stride(2));
        l.add(conv(1, 1, 0));
        l.add(conv(3, 1, 0));
        l.add(MaxPool2d.of(3).stride(2));
        for (int i = 0; i < 3; i++) {
            l.add(Join.channels(
                    conv(1, 1, 0),
                    Sequential.of(conv(1, 1, 0), conv(5, 1, 2)),
                    Sequential.of(conv(1, 1, 0), conv(3, 1, 1), conv(3, 1, 1)),
                    pooled()));
        }
        l.add(Join.channels(
                conv(3, 2, 0),
                Sequential.of(conv(1, 1, 0), conv(3, 1, 1), conv(3, 2, 0)),
                MaxPool2d.of(3).stride(2)));
        for (int i = 0; i < 4; i++) {
            l.add(Join.channels(
                    conv(1, 1, 0),
                    Sequential.of(conv(1, 1, 0), row(7), column(7)),
                    Sequential.of(conv(1, 1, 0), column(7), row(7), column(7), row(7)),
                    pooled()));
        }
        l.add(Join.channels(
                Sequential.of(conv(1, 1, 0), conv(3, 2, 0)),
                Sequential.of(conv(1, 1, 0), row(7), column(7), conv(3, 2, 0)),
                MaxPool2d.of(3).stride(2)));
        for (int i = 0; i < 2; i++) {
            l.add(Join.channels(
                    conv(1, 1, 0),
                    Sequential.of(conv(1, 1, 0), Join.channels(row(3), column(3))),
                    Sequential.of(conv(1, 1, 0), conv(3, 1, 1), Join.channels(row(3), column(3))),
                    pooled()));
        }
        return Network.of(Shape.of(3, 299, 299), new Sequential(l));
    }

    private static Layer pooled() {
        return Sequential.of(AvgPool2d.of(3).stride(1).padding(1), conv(1, 1, 0));
    }

    private static Conv2d conv(int kernel, int stride, int padding) {
        return Conv2d.of(CHANNELS, kernel).stride(stride).padding(padding);
    }

    private static Conv2d row(int kernel) {
        return Conv2d.of(CHANNELS, 1, kernel).same();
    }

    private static Conv2d column(int kernel) {
        return Conv2d.of(CHANNELS, kernel, 1).same();
    }
}
