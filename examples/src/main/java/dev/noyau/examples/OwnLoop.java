package dev.noyau.examples;

import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.data.Loader;
import dev.noyau.mnist.Mnist;
import dev.noyau.train.Metrics;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import dev.noyau.zoo.Zoo;

/// Training in a loop of one's own: the batches, the learning rate and the end are up to the program.
public final class OwnLoop {
    private OwnLoop() {}

    static void main() {
        System.out.printf("accuracy %.4f%n", train(Mnist.train(), Mnist.test()));
    }

    /// One epoch with a learning rate that falls to zero; batches are loaded in the background.
    static double train(Dataset train, Dataset test) {
        var network = Zoo.get("lenet5", train.shape(), train.classes());
        var plan = Loader.Plan.shuffled(64, 7);
        int steps = plan.batches(train.size());
        try (var trainer = Trainer.of(network)
                        .optimizer(Optimizers.momentum(0.05, 0.9))
                        .seed(7)
                        .open();
                var batches = new Loader(train, plan, 0, 0, 1)) {
            double smooth = Double.NaN;
            for (Batch b = batches.next(); b != null; b = batches.next()) {
                double rate = 0.05 * (1 - (double) b.position() / steps);
                double loss = trainer.step(b, rate);
                smooth = Double.isNaN(smooth) ? loss : 0.95 * smooth + 0.05 * loss;
                if (b.position() % 100 == 0) {
                    System.out.printf("step %d of %d: loss %.4f%n", b.position() + 1, steps, smooth);
                }
            }
            return trainer.evaluate(test, Metrics.accuracy()).accuracy();
        }
    }
}
