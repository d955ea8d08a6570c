package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.nn.Layer;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Evaluation;
import dev.noyau.train.Metric;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/// What a training learns, and how that is measured: a class for each image ([ImageTask]), an answer for each pixel
/// ([PixelTask]), or a descriptor for each pixel ([DescriptorTask]).
interface TrainTask {
    /// Short, for folders.
    String name();

    Dataset train();

    /// The shape of an image that the network is made for.
    default Shape input() {
        return train().shape();
    }

    /// Numbers that the network gives for an image, or for a pixel.
    default int outputs() {
        return train().classes();
    }

    /// What the data itself sets aside for choosing, null where it does not.
    @Nullable
    Dataset validation();

    Dataset test();

    LossFunction loss();

    /// What is measured after each epoch, beside the loss.
    Metric[] metrics();

    /// Training images as they are learned from, changed as the words say.
    Dataset augmented(Dataset learned, AugmentWords words);

    /// Held-out images with targets as the loss takes them.
    default Dataset measured(Dataset held) {
        return held;
    }

    /// A fresh last layer for its classes.
    Layer head();

    /// Fails unless the network answers what is asked.
    ///
    /// @throws CommandException saying what it gives and what is expected
    void check(GraphSource network);

    /// Measures a trained network on the test images.
    ///
    /// @param picture whether some of them are shown
    Outcome measure(Trainer trainer, boolean picture);

    /// Measures a network: with its averaged weights where it keeps them.
    static Evaluation evaluation(Trainer trainer, Dataset data, Metric... metrics) {
        return trainer.training().update().averaging() > 0
                ? trainer.evaluateAverages(data, metrics)
                : trainer.evaluate(data, metrics);
    }

    /// What was measured at the end.
    interface Outcome {
        void print(PrintStream out);

        /// Members of the last line of the metrics.
        void summary(Json json) throws IOException;

        /// Further members of the object that `--json` prints.
        void details(Json json) throws IOException;
    }
}
