package dev.noyau.formats.testing;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.AvgPool2d;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Conv2dBackwardData;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.ReduceSum;
import dev.noyau.graph.op.Sub;
import dev.noyau.graph.op.Window;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Dropout;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.LogSoftmax;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Reshape;
import dev.noyau.nn.Residual;
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

    private Networks() {}

    public static Stream<Case> all() {
        Stream<Case> zoo = Stream.of("course-cnn", "course-pool", "course-tiny", "mlp", "lenet5", "unet", "unet-small")
                .map(n -> new Case(
                        n,
                        Zoo.get(n, Shape.of(1, 28, 28), 10),
                        n.equals("mlp") || n.equals("lenet5") ? null : Shape.of(1, 45, 61)));
        return Stream.concat(
                zoo,
                Stream.of(residual(), pooling(), convolutions(), reshaping(), arithmetic(), transposed(), vector()));
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
