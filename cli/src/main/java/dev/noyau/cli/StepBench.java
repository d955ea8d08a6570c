package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.cli.BenchCommand.Metric;
import dev.noyau.data.Batch;
import dev.noyau.data.Dataset;
import dev.noyau.mnist.Mnist;
import dev.noyau.model.Model;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import dev.noyau.zoo.Zoo;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Steps of training and inference on MNIST in batches of 128, each on new images; copying them together is not timed.
final class StepBench {
    private static final int BATCH = 128;
    private static final int MOST_SAMPLES = 200_000;
    private static final int INFERENCE_SAMPLES = 25;
    private static final double INFERENCE_WARM_SECONDS = 1;

    /// The best sample of thousands would flatter: a twentieth from the fastest.
    private static final int BEST = 20;

    private final Network network;
    private final int threads;

    StepBench(Network network, int threads) {
        this.network = network;
        this.threads = threads;
    }

    /// The course's network.
    static Network lecture() {
        return Zoo.get("course-cnn", Shape.of(1, 28, 28), 10);
    }

    /// Two 5×5 convolutions with pooling, two fully connected layers.
    static Network classic() {
        return Network.of(
                Shape.of(1, 28, 28),
                Sequential.of(
                        Conv2d.of(32, 5).same(),
                        new Relu(),
                        MaxPool2d.of(2),
                        Conv2d.of(64, 5).same(),
                        new Relu(),
                        MaxPool2d.of(2),
                        new Flatten(),
                        Linear.of(1024),
                        new Relu(),
                        Linear.of(10)));
    }

    List<Metric> run(double warmSeconds, double seconds) {
        VectorModule.load();
        Dataset data = Mnist.train();
        int[] order = shuffled(data.size());
        Batch batch = Batch.room(data, BATCH);
        double[] samples = new double[MOST_SAMPLES];
        int count = 0;
        double loss = 0;
        try (Trainer trainer = Trainer.of(network)
                .optimizer(Optimizers.adamw(1e-3))
                .seed(1)
                .threads(threads)
                .open()) {
            long begin = System.nanoTime();
            int at = 0;
            while (elapsed(begin) < warmSeconds + seconds || count < BEST) {
                batch.fill(data, order, at);
                at = at + 2 * BATCH > order.length ? 0 : at + BATCH;
                long t0 = System.nanoTime();
                loss = trainer.step(batch);
                double step = elapsed(t0);
                if (elapsed(begin) > warmSeconds && count < samples.length) {
                    samples[count++] = step;
                }
            }
            double[] steps = Arrays.copyOf(samples, count);
            Arrays.sort(steps);
            double median = steps[count / 2];
            Model model = onTheseThreads(trainer.model());
            Tensor images = Tensor.of(batch.shape(), batch.inputs());
            Samples infer = Samples.of(() -> model.predict(images), INFERENCE_WARM_SECONDS, INFERENCE_SAMPLES, seconds);
            return List.of(
                    new Metric("last_loss", loss, "nats"),
                    new Metric("train_step_images_per_s_best", BATCH / steps[count / BEST], "images/s"),
                    new Metric("train_step", median * 1e3, "ms"),
                    new Metric("train_step_images_per_s", BATCH / median, "images/s"),
                    new Metric("infer_images_per_s", BATCH / infer.median(), "images/s"),
                    new Metric("infer_images_per_s_best", BATCH / infer.best(), "images/s"),
                    new Metric("peak_rss", ProcessFacts.peakMib(), "MiB"));
        }
    }

    private Model onTheseThreads(Model m) {
        return Model.of(m.source(), m.parameters(), m.state(), m.info(), Noyau.backend(threads));
    }

    private static double elapsed(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static int[] shuffled(int n) {
        SplittableRandom random = new SplittableRandom(7);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
