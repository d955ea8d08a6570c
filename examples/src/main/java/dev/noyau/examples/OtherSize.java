package dev.noyau.examples;

import static dev.noyau.train.FitOptions.batch;
import static dev.noyau.train.FitOptions.epochs;

import dev.noyau.data.Dataset;
import dev.noyau.data.Targets;
import dev.noyau.mnist.Mnist;
import dev.noyau.model.Model;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import dev.noyau.zoo.Zoo;

/// A network without fully connected layers, trained on single digits, reads a row of them: on a wider image
/// the same parameters give a map of scores, one column for each place that the last filter visits.
public final class OtherSize {
    /// Pixels between two columns of the map: three convolutions of stride 2.
    static final int STEP = 8;

    private OtherSize() {}

    static void main() {
        Model model = train(Mnist.train(), 2);
        Dataset digits = Mnist.test();
        for (int first = 0; first < 20; first += 4) {
            System.out.println("expected " + labels(digits, first, 4) + ", read " + read(model, digits, first, 4));
        }
    }

    static Model train(Dataset data, int epochs) {
        var network = Zoo.get("course-cnn", data.shape(), data.classes());
        try (var trainer =
                Trainer.of(network).optimizer(Optimizers.adamw(2e-3)).seed(1).open()) {
            trainer.fit(data, epochs(epochs), batch(128));
            return trainer.model();
        }
    }

    /// Lays some digits side by side, 32 pixels apart, and reads the answer in the column that sees each whole.
    static String read(Model model, Dataset digits, int first, int count) {
        int width = 32 * count;
        float[] row = new float[28 * width];
        float[] digit = new float[28 * 28];
        for (int i = 0; i < count; i++) {
            digits.read(first + i, digit, 0, Targets.classes(new long[1]), 0);
            for (int y = 0; y < 28; y++) {
                System.arraycopy(digit, y * 28, row, y * width + 32 * i, 28);
            }
        }
        Tensor map = model.predict(Tensor.wrap(Shape.of(1, 28, width), row)); // classes × 1 × places
        StringBuilder answer = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int best = 0;
            for (int c = 1; c < map.shape().dim(0); c++) {
                if (map.get(c, 0, i * 32 / STEP) > map.get(best, 0, i * 32 / STEP)) {
                    best = c;
                }
            }
            answer.append(best);
        }
        return answer.toString();
    }

    static String labels(Dataset digits, int first, int count) {
        StringBuilder s = new StringBuilder();
        long[] label = new long[1];
        for (int i = 0; i < count; i++) {
            digits.read(first + i, new float[28 * 28], 0, Targets.classes(label), 0);
            s.append(label[0]);
        }
        return s.toString();
    }
}
