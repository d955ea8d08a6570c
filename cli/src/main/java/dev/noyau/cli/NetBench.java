package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.cli.BenchCommand.Metric;
import dev.noyau.data.Batch;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Optimizer;
import dev.noyau.train.Optimizers;
import dev.noyau.train.Trainer;
import dev.noyau.zoo.UNet;
import dev.noyau.zoo.Zoo;
import java.util.List;
import java.util.SplittableRandom;

/// Prediction and training of a larger network on random images.
///
/// @param predicting for images of the size that is predicted
/// @param images of a step of training
/// @param training for images of the size that is trained on
/// @param labels of an image
record NetBench(Network predicting, int images, Network training, int classes, int labels, Optimizer optimizer) {
    private static final double INFER_WARM = 3;
    private static final double INFER_SECONDS = 7;
    private static final int SAMPLES = 40;

    /// A U-Net of 16 classes a pixel: an image of 480×640 is predicted, two of 240×320 are trained on.
    static NetBench unet() {
        UNet net = UNet.of(16);
        return new NetBench(
                Network.of(Shape.of(3, 480, 640), net),
                2,
                Network.of(Shape.of(3, 240, 320), net),
                16,
                240 * 320,
                Optimizers.adamw(1e-3));
    }

    /// ResNet-18 of 1000 classes: an image of 224×224 is predicted, sixteen of 64×64 are trained on.
    static NetBench resnet() {
        return new NetBench(
                Zoo.get("resnet18", Shape.of(3, 224, 224), 1000),
                16,
                Zoo.get("resnet18", Shape.of(3, 64, 64), 1000),
                1000,
                1,
                Optimizers.momentum(0.01, 0.9));
    }

    List<Metric> run(int threads, double warm, double seconds) {
        VectorModule.load();
        Samples infer = predict(threads);
        SplittableRandom random = new SplittableRandom(5);
        long[] targets = random.longs((long) images * labels, 0, classes).toArray();
        Batch batch = Batch.of(random(training.inputShape().prepend(images)), targets);
        try (Trainer trainer = Trainer.of(training)
                .optimizer(optimizer)
                .seed(1)
                .threads(threads)
                .open()) {
            double first = trainer.step(batch);
            Samples step = Samples.of(() -> trainer.step(batch), warm, SAMPLES, seconds);
            return List.of(
                    new Metric("infer", infer.median() * 1e3, "ms"),
                    new Metric("infer_best", infer.best() * 1e3, "ms"),
                    new Metric("first_loss", first, "nats"),
                    new Metric("train_step", step.median() * 1e3, "ms"),
                    new Metric("train_step_best", step.best() * 1e3, "ms"),
                    new Metric("train_step_images_per_s", images / step.median(), "images/s"),
                    new Metric("train_step_images_per_s_best", images / step.best(), "images/s"),
                    new Metric("last_loss", trainer.step(batch), "nats"),
                    new Metric("peak_rss", ProcessFacts.peakMib(), "MiB"));
        }
    }

    private Samples predict(int threads) {
        Tensor image = random(predicting.inputShape().prepend(1));
        ModelInfo info = ModelInfo.of("bench", predicting.inputShape());
        Model model = Model.of(predicting, info, Noyau.backend(threads));
        return Samples.of(() -> model.predict(image), INFER_WARM, SAMPLES, INFER_SECONDS);
    }

    private static Tensor random(Shape shape) {
        return Tensor.wrap(shape, RandomValues.of(shape.intSize(), 3));
    }
}
