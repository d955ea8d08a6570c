package dev.noyau.formats.testing;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Concat;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Slice;
import dev.noyau.graph.op.Sub;
import dev.noyau.graph.op.Transpose;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Activation;
import dev.noyau.nn.AdaptivePool;
import dev.noyau.nn.BatchNorm1d;
import dev.noyau.nn.BatchNorm2d;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose1d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.GroupNorm;
import dev.noyau.nn.Init;
import dev.noyau.nn.InstanceNorm2d;
import dev.noyau.nn.L2Normalize;
import dev.noyau.nn.Layer;
import dev.noyau.nn.LayerNorm;
import dev.noyau.nn.Linear;
import dev.noyau.nn.LocalResponseNorm;
import dev.noyau.nn.LogSoftmax;
import dev.noyau.nn.MaxPool1d;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.MultiHeadAttention;
import dev.noyau.nn.Network;
import dev.noyau.nn.PRelu;
import dev.noyau.nn.PixelShuffle;
import dev.noyau.nn.PixelUnshuffle;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Reshape;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Resize;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.nn.Softmax;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Networks that between them have every layer, and every op that ONNX knows.
public final class Networks {
    /// @param larger another shape of one input that the same parameters take; null where the network fixes the
    ///     size
    public record Case(
            String name, Network network, @Nullable Shape larger) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Those that fix the size: by a fully connected layer, or by padding that depends on it.
    private static final List<String> FIXED = List.of("mlp", "lenet5", "unet", "unet-small");

    private Networks() {}

    public static Stream<Case> all() {
        Stream<Case> zoo = Stream.of("course-cnn", "course-pool", "course-tiny", "mlp", "lenet5", "unet", "unet-small")
                .map(n -> new Case(
                        n, Zoo.get(n, Shape.of(1, 28, 28), 10), FIXED.contains(n) ? null : Shape.of(1, 45, 61)));
        return Stream.concat(
                zoo,
                Stream.of(
                        residual(),
                        pooling(),
                        convolutions(),
                        reshaping(),
                        arithmetic(),
                        transposed(),
                        vector(),
                        normalised(),
                        activations(),
                        adaptive(),
                        encoderAndDecoder(),
                        sound(),
                        transformer()));
    }

    private static Case normalised() {
        Layer net = Sequential.of(
                conv(6, 3),
                new BatchNorm2d(),
                new Relu(),
                Conv2d.of(6, 3).same().noBias(),
                GroupNorm.of(3),
                new InstanceNorm2d().withAffine(),
                LocalResponseNorm.of(3),
                new PRelu(),
                new L2Normalize(),
                new GlobalAvgPool(),
                new Flatten(),
                new LayerNorm(),
                Linear.of(4));
        return new Case("normalised", Network.of(Shape.of(3, 9, 12), net), Shape.of(3, 14, 17));
    }

    private static Case activations() {
        Layer net = Sequential.of(
                conv(3, 3),
                Activation.silu(),
                Activation.gelu(),
                Activation.geluTanh(),
                Activation.hardSwish(),
                Activation.mish(),
                Activation.leakyRelu(0.1),
                Activation.elu(0.5),
                Activation.celu(2),
                Activation.selu(),
                Activation.softplus(),
                Activation.logSigmoid(),
                Activation.softsign(),
                Activation.relu6(),
                Activation.hardSigmoid(),
                Activation.tanh());
        return new Case("activations", Network.of(Shape.of(2, 5, 6), net), Shape.of(2, 8, 9));
    }

    /// Parts that overlap.
    private static Case adaptive() {
        Layer net = Sequential.of(conv(3, 3), AdaptivePool.average(5, 7), AdaptivePool.max(3, 2));
        return new Case("adaptive", Network.of(Shape.of(2, 9, 12), net), null);
    }

    /// A small U-Net: what the encoder has seen is put beside what the decoder makes.
    private record Unet() implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Value fine = s.apply("down", Sequential.of(conv(4, 3), new BatchNorm2d(), new Relu()), x);
            Value coarse = s.apply("bottom", Sequential.of(MaxPool2d.of(2), conv(6, 3), new Relu()), fine);
            Value up = s.apply("up", ConvTranspose2d.of(4, 2).stride(2), coarse);
            Value smooth = s.apply("smooth", Resize.linear(2), coarse);
            Value all = s.op(new Concat(1), fine, up, smooth);
            return s.apply("head", Sequential.of(conv(8, 3), new PixelShuffle(2), new PixelUnshuffle(2)), all);
        }
    }

    private static Case encoderAndDecoder() {
        return new Case("encoder and decoder", Network.of(Shape.of(3, 8, 12), new Unet()), Shape.of(3, 16, 20));
    }

    private static Case sound() {
        Layer net = Sequential.of(
                Conv1d.of(4, 5).stride(2).padding(2),
                new BatchNorm1d(),
                new Relu(),
                MaxPool1d.of(3).stride(2),
                ConvTranspose1d.of(3, 4).stride(2).padding(1),
                new GlobalAvgPool(),
                new Flatten(),
                Linear.of(3));
        return new Case("sound", Network.of(Shape.of(1, 64), net), Shape.of(1, 96));
    }

    /// A vision transformer's: patches, a token for the class, places, and one block.
    private record Tokens(int features) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Value patches = s.apply("patches", Conv2d.of(features, 4).stride(4), x);
            Shape p = patches.shape();
            int count = p.dim(2) * p.dim(3);
            Value rows = s.op(new dev.noyau.graph.op.Reshape(Shape.of(p.dim(0), features, count)), patches);
            Value tokens = s.op(Transpose.of(0, 2, 1), rows);
            Value one = s.parameter("class_token", Shape.of(1, 1, features), Init.kaimingUniform(features));
            Value each = s.op(new BroadcastTo(Shape.of(p.dim(0), 1, features)), one);
            Value all = s.op(new Concat(1), each, tokens);
            Value place = s.parameter("position", Shape.of(1, count + 1, features), Init.kaimingUniform(features));
            Value placed = s.add(all, place);
            Value seen = s.apply("attention", Sequential.of(new LayerNorm(), new MultiHeadAttention(2)), placed);
            Value sum = s.add(placed, seen);
            Layer mlp = Sequential.of(new LayerNorm(), Linear.of(12), Activation.gelu(), Linear.of(features));
            Value out = s.add(sum, s.apply("mlp", mlp, sum));
            Value first = s.op(Slice.of(1, 0, 1), out);
            Value row = s.op(new dev.noyau.graph.op.Reshape(Shape.of(p.dim(0), features)), first);
            return s.apply("head", Linear.of(5), row);
        }
    }

    private static Case transformer() {
        return new Case("transformer", Network.of(Shape.of(3, 12, 16), new Tokens(8)), null);
    }

    private static Layer conv(int filters, int kernel) {
        return Conv2d.of(filters, kernel).same();
    }

    private static Case residual() {
        Layer block = Residual.of(
                Sequential.of(conv(8, 3), new Relu(), Conv2d.of(8, 3).same().noBias()));
        Layer down = Residual.of(
                Sequential.of(Conv2d.of(12, 3).stride(2).padding(1), new Relu(), conv(12, 3)),
                Conv2d.of(12, 1).stride(2));
        Layer net = Sequential.of(
                conv(8, 3), block, new Relu(), down, new Relu(), new GlobalAvgPool(), new Flatten(), Linear.of(5));
        return new Case("residual", Network.of(Shape.of(3, 16, 12), net), Shape.of(3, 30, 20));
    }

    private static Case pooling() {
        Layer net = Sequential.of(
                conv(4, 5),
                MaxPool2d.of(3).stride(2).padding(1),
                dev.noyau.nn.AvgPool2d.of(3).stride(1).padding(1),
                dev.noyau.nn.AvgPool2d.of(3).stride(2).padding(1).excludePadding(),
                new GlobalAvgPool(),
                Conv2d.of(7, 1),
                new Flatten(),
                new Softmax());
        return new Case("pooling", Network.of(Shape.of(2, 20, 23), net), Shape.of(2, 33, 35));
    }

    private static Case convolutions() {
        Layer net = Sequential.of(
                new Conv2d(6, new Window(3, 2, 2, 1, 0, 1, 2, 0, 1, 2), 3, true),
                new Relu(),
                Conv2d.of(6, 3).padding(2).dilation(2).groups(6),
                Dropout.of(0.5),
                Conv2d.of(4, 1).noBias(),
                new LogSoftmax());
        return new Case("convolutions", Network.of(Shape.of(3, 11, 13), net), Shape.of(3, 20, 17));
    }

    private static Case reshaping() {
        Layer net = Sequential.of(
                new Reshape(Shape.of(4, 3, 5)),
                conv(2, 3),
                new Flatten(),
                Linear.of(12).noBias(),
                new Reshape(Shape.of(3, 4)),
                new Softmax(-1),
                new Reshape(Shape.of(12)));
        return new Case("reshaping", Network.of(Shape.of(60), net), null);
    }

    /// A layer of a user's: unusual ops, constants, weights in places where no layer has them.
    private record Attention() implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Value e = s.op(new Exp(), s.op(new Mul(), x, s.constant(0.1f)));
            Value sum = s.op(new ReduceSum(List.of(1), true), e);
            Value w = s.parameter("gate", Shape.of(1, 1, 1), Init.kaimingUniform(4));
            Value wide = s.op(new BroadcastTo(Shape.of(x.shape().dim(1), 1, 1)), w);
            Value scaled = s.op(new Mul(), s.op(new Sub(), e, sum), wide);
            Value biased = s.op(
                    new dev.noyau.graph.op.BiasAdd(),
                    scaled,
                    s.parameter("shift", Shape.of(x.shape().dim(1)), Init.kaimingUniform(2)));
            Value pooled = s.op(new AvgPool2d(Window.of(2).dilation(2, 2).padding(1, 1, 1, 1), false), biased);
            return s.op(new ReduceSum(List.of(3, 2), false), pooled);
        }
    }

    private static Case arithmetic() {
        Layer net = Sequential.of(conv(3, 3), new Attention(), Linear.of(2));
        return new Case("arithmetic", Network.of(Shape.of(2, 7, 9), net), Shape.of(2, 10, 12));
    }

    /// Doubles the size of an image.
    private record Upsample(int channels) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Shape in = x.shape();
            Value w = s.parameter("weight", Shape.of(in.dim(1), channels, 3, 3), Init.kaimingUniform(9));
            Window window = Window.of(3).stride(2, 2).padding(1, 1, 1, 1);
            Shape out = Shape.of(in.dim(0), channels, 2 * in.dim(2), 2 * in.dim(3));
            Value y = s.op(new Conv2dBackwardData(window, 1, out), x, w);
            return s.op(
                    new dev.noyau.graph.op.BiasAdd(),
                    y,
                    s.parameter("bias", Shape.of(channels), Init.kaimingUniform(9)));
        }
    }

    private static Case transposed() {
        Layer net = Sequential.of(Conv2d.of(5, 3).stride(2).padding(1), new Relu(), new Upsample(4), new Softmax());
        return new Case("transposed", Network.of(Shape.of(3, 8, 10), net), Shape.of(3, 12, 14));
    }

    private static Case vector() {
        Layer net = Sequential.of(Linear.of(6), new Relu(), Linear.of(3), new Softmax());
        return new Case("vector", Network.of(Shape.of(4), net), null);
    }
}
