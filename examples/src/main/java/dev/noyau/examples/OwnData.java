package dev.noyau.examples;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.earlyStopping;
import static dev.noyau.train.FitOptions.epochs;
import static dev.noyau.train.FitOptions.validation;

import dev.noyau.data.Dataset;
import dev.noyau.model.Model;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Metrics;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import java.util.SplittableRandom;

/// Data from arrays of one's own: points on two spirals, told apart by a multilayer perceptron that stops when
/// a part of the data that it does not learn from gets no better.
public final class OwnData {
    private OwnData() {}

    static void main() {
        System.out.printf("accuracy on new points %.4f%n", train(2000, 200));
    }

    static double train(int points, int epochs) {
        Dataset.Split data = spirals(points, 1).split(0.2, 1);
        var network = Network.of(
                Shape.of(2), Sequential.of(Linear.of(32), new Relu(), Linear.of(32), new Relu(), Linear.of(2)));
        try (var trainer =
                Trainer.of(network).optimizer(Optimizers.adamw(0.01)).seed(1).open()) {
            var result = trainer.fit(
                    data.train(), epochs(epochs), batch(32), validation(data.validation()), earlyStopping(20));
            System.out.println(result.reason() + " after " + result.epochs() + " epochs");
            Model model = trainer.model();
            Tensor scores = model.predict(Tensor.of(Shape.of(2), 0.5f, 0));
            System.out.println("the point (0.5, 0) is on spiral " + scores.argmax());
            return trainer.evaluate(spirals(1000, 2), Metrics.accuracy()).accuracy();
        }
    }

    /// Two arms of one turn each, half a turn apart.
    private static Dataset spirals(int n, long seed) {
        var random = new SplittableRandom(seed);
        float[][] x = new float[n][];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % 2;
            double radius = random.nextDouble(0.1, 1);
            double angle = 2 * Math.PI * radius + Math.PI * y[i] + 0.1 * random.nextGaussian();
            x[i] = new float[] {(float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle))};
        }
        return Dataset.of(x, y, Shape.of(2));
    }
}
