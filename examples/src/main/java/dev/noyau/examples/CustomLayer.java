package dev.noyau.examples;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;

import dev.noyau.data.Dataset;
import dev.noyau.graph.Value;
import dev.noyau.graph.op.BroadcastTo;
import dev.noyau.graph.op.Mul;
import dev.noyau.mnist.Mnist;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.GlobalAvgPool;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Listeners;
import dev.noyau.train.Metrics;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;

/// Layers of one's own are records with one method. They are used like any other; there is nothing to register,
/// and their gradient follows from the ops that they emit.
public final class CustomLayer {
    private CustomLayer() {}

    /// Multiplies each channel by a number that is learned (LayerScale, Touvron et al. 2021).
    record Scale(float start) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Shape perChannel = Shape.of(1, x.shape().dim(1), 1, 1);
            Value gamma = s.parameter("gamma", perChannel, new Init.Constant(start));
            return s.op(new Mul(), x, s.op(new BroadcastTo(x.shape()), gamma));
        }
    }

    /// Two convolutions that halve the image, and a way around them. Parts have names, so parameters have
    /// readable paths.
    record Block(int filters) implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Value y = s.apply("conv1", Conv2d.of(filters, 3).stride(2).padding(1), x);
            y = s.apply("relu1", new Relu(), y);
            y = s.apply("conv2", Conv2d.of(filters, 3).same(), y);
            y = s.apply("scale", new Scale(0.5f), y);
            Value around = s.apply("around", Conv2d.of(filters, 1).stride(2), x);
            return s.apply("relu2", new Relu(), s.add(y, around));
        }
    }

    static final Network NETWORK = Network.of(
            Shape.of(1, 28, 28),
            Sequential.of(new Block(16), new Block(32), new Block(64), new GlobalAvgPool(), Conv2d.of(10, 1)));

    static void main() {
        System.out.printf("accuracy %.4f%n", train(Mnist.train(), Mnist.test(), 2));
    }

    static double train(Dataset train, Dataset test, int epochs) {
        try (var trainer = Trainer.of(NETWORK)
                .optimizer(Optimizers.adamw(2e-3))
                .seed(1)
                .listener(Listeners.console())
                .open()) {
            trainer.fit(train, epochs(epochs), batch(64));
            System.out.println("learned factors: " + trainer.parameters().get("0.scale.gamma"));
            return trainer.evaluate(test, Metrics.accuracy()).accuracy();
        }
    }
}
