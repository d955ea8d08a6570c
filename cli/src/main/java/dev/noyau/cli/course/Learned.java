package dev.noyau.cli.course;

import dev.noyau.cli.CourseNetworks;
import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.graph.op.Random32;
import dev.noyau.mnist.Mnist;
import dev.noyau.model.Model;
import dev.noyau.nn.Losses;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Metrics;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import dev.noyau.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What is trained while the course is written: a network for digits, and two that tell ink from paper for each pixel
/// of noisy digits, with and without skips.
///
/// @param model the network for digits
/// @param losses of each step
/// @param seconds that its training took
/// @param images that it was trained on
/// @param accuracy on the test images
/// @param tested test images
/// @param withSkips what the pyramid reached
/// @param withoutSkips what the decoder alone reached
record Learned(
        Model model,
        List<Double> losses,
        double seconds,
        int images,
        double accuracy,
        int tested,
        Pixels withSkips,
        Pixels withoutSkips) {
    static final int BATCH = 64;
    private static final double RATE = 2e-3;
    private static final int SIDE = 32;

    /// The trainings for pixels take so many times fewer steps.
    private static final int PIXEL_SHARE = 2;

    private static final double NOISE = 0.5;

    /// Ink or paper, pixel by pixel.
    ///
    /// @param ink share of the ink found: intersection over union
    /// @param noisy an input
    /// @param truth its ink
    /// @param found what the network takes for ink
    record Pixels(double ink, Picture noisy, Picture truth, Picture found) {}

    /// @param steps of the trainings; the course takes some hundreds, tests fewer
    static Learned of(int steps) {
        int images = (int) Math.min((long) steps * BATCH, Mnist.train().size());
        Dataset data = Mnist.train().range(0, images);
        Dataset test = Mnist.test().range(0, 2000);
        List<Double> losses = new ArrayList<>();
        try (Trainer t = Trainer.of(Zoo.get("course-cnn", Shape.of(1, 28, 28), 10))
                .loss(Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.adamw(RATE))
                .seed(1)
                .open()) {
            Batch b = Batch.room(data, BATCH);
            int[] order = IntStream.range(0, images).toArray();
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                b.fill(data, order, sample(i, 0, BATCH, images - BATCH + 1));
                losses.add(t.step(b));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Learned(
                    t.model(),
                    List.copyOf(losses),
                    seconds,
                    images,
                    t.evaluate(test, Metrics.accuracy()).accuracy(),
                    test.size(),
                    pixels(true, Math.max(1, steps / PIXEL_SHARE)),
                    pixels(false, Math.max(1, steps / PIXEL_SHARE)));
        }
    }

    private static Pixels pixels(boolean skips, int steps) {
        Network n = CourseNetworks.pyramid(Shape.of(1, SIDE, SIDE), skips);
        int small = 16;
        try (Trainer t = Trainer.of(n)
                .loss(Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.adamw(RATE))
                .seed(1)
                .open()) {
            for (int i = 0; i < steps; i++) {
                float[] x = new float[small * SIDE * SIDE];
                long[] y = new long[x.length];
                for (int k = 0; k < small; k++) {
                    sample(Mnist.train(), sample(i, k, small, Mnist.train().size()), x, y, k);
                }
                t.step(Tensor.wrap(Shape.of(small, 1, SIDE, SIDE), x), y);
            }
            return measured(t.model());
        }
    }

    /// The sample at a place of a step's batch: one after the other, and from the first again after the last.
    static int sample(int step, int place, int batch, int samples) {
        return (int) (((long) step * batch + place) % samples);
    }

    private static Pixels measured(Model model) {
        int count = 64;
        float[] x = new float[count * SIDE * SIDE];
        long[] y = new long[x.length];
        for (int k = 0; k < count; k++) {
            sample(Mnist.test(), k, x, y, k);
        }
        float[] scores =
                model.predict(Tensor.wrap(Shape.of(count, 1, SIDE, SIDE), x)).data();
        float[] found = new float[x.length];
        float[] truth = new float[x.length];
        int both = 0;
        int either = 0;
        int area = SIDE * SIDE;
        for (int i = 0; i < x.length; i++) {
            int at = i / area * 2 * area + i % area;
            boolean ink = scores[at + area] > scores[at];
            both += ink && y[i] == 1 ? 1 : 0;
            either += ink || y[i] == 1 ? 1 : 0;
            found[i] = ink ? 1 : 0;
            truth[i] = y[i];
        }
        return new Pixels(
                (double) both / either,
                Picture.stretched(SIDE, SIDE, x, 0),
                Picture.stretched(SIDE, SIDE, truth, 0),
                Picture.stretched(SIDE, SIDE, found, 0));
    }

    /// A digit in the middle of a square, noise over it, and where its ink is.
    private static void sample(Dataset data, int index, float[] x, long[] y, int at) {
        Picture digit = Picture.digit(data, index);
        int side = digit.width();
        int margin = (SIDE - side) / 2;
        for (int i = 0; i < SIDE * SIDE; i++) {
            int r = i / SIDE - margin;
            int c = i % SIDE - margin;
            float ink = r >= 0 && r < side && c >= 0 && c < side ? digit.pixels()[r * side + c] : 0;
            y[at * SIDE * SIDE + i] = ink > 0.5 ? 1 : 0;
            x[at * SIDE * SIDE + i] = (float) (ink + NOISE * (2 * Random32.uniform(7, index, data.size(), i) - 1));
        }
    }
}
