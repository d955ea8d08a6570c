import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;

import dev.noyau.mnist.Mnist;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Metrics;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;

void main() {
    var net = Network.of(
            Shape.of(1, 28, 28),
            Sequential.of(
                    Conv2d.of(16, 3).stride(2).padding(1), new Relu(), // 16×14×14
                    Conv2d.of(32, 3).stride(2).padding(1), new Relu(), // 32×7×7
                    Conv2d.of(64, 3).stride(2).padding(1), new Relu(), // 64×4×4
                    Conv2d.of(10, 4))); // 10×1×1
    try (var trainer = Trainer.of(net)
            .loss(Losses.softmaxCrossEntropy())
            .optimizer(Optimizers.adamw(2e-3))
            .seed(1)
            .open()) {
        trainer.fit(Mnist.train().range(0, 6400), epochs(1), batch(64));
        IO.println(trainer.evaluate(Mnist.test().range(0, 1000), Metrics.accuracy()));
        IO.println(trainer.model().predict(Tensor.zeros(Shape.of(1, 84, 168))).shape()); // a map
    }
}
