package dev.noyau.examples;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;

import dev.noyau.data.Dataset;
import dev.noyau.mnist.Mnist;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Evaluation;
import dev.noyau.train.Listeners;
import dev.noyau.train.Metrics;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;

/// A convolutional network learns to read digits, and is saved as an ONNX file.
public final class TrainMnist {
    private TrainMnist() {}

    static final Network NETWORK = Network.of(
            Shape.of(1, 28, 28),
            Sequential.of(
                    Conv2d.of(16, 3).stride(2).padding(1),
                    new Relu(), // 16×14×14
                    Conv2d.of(32, 3).stride(2).padding(1),
                    new Relu(), // 32×7×7
                    Conv2d.of(64, 3).stride(2).padding(1),
                    new Relu(), // 64×4×4
                    Conv2d.of(10, 4))); // 10×1×1

    static void main(String[] args) throws IOException {
        Path file = Path.of(args.length == 0 ? "mnist.onnx" : args[0]);
        System.out.println(train(Mnist.train(), Mnist.test(), 3, file));
    }

    static Evaluation train(Dataset train, Dataset test, int epochs, Path file) throws IOException {
        try (var trainer = Trainer.of(NETWORK)
                .loss(Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.adamw(1e-3))
                .seed(42)
                .listener(Listeners.console())
                .open()) {
            trainer.fit(train, epochs(epochs), batch(128));
            trainer.model().save(file);
            return trainer.evaluate(test, Metrics.accuracy());
        }
    }
}
