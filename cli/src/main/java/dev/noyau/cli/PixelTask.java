package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.data.PixelDataset;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Mode;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.pixels.PixelOverlap;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// To learn an answer for each pixel.
///
/// @param data as it was read
/// @param train normalised
/// @param validation normalised the same way
/// @param test normalised the same way
record PixelTask(
        PixelData data, PixelDataset train, @Nullable PixelDataset validation, PixelDataset test, LossFunction loss)
        implements TrainTask {
    /// Reads the data and normalises it: as the options or the model that is gone on from say, else with mean and
    /// deviation of the training images.
    ///
    /// @throws UsageException where images are to be mixed, whose pixels would have several classes
    static PixelTask open(TrainSettings s, Console console) throws IOException {
        if (s.mixup() > 0) {
            throw new UsageException("--augment: mixup goes with a class for each image, not with an answer for each"
                    + " pixel; leave it out");
        }
        DataOptions reading = s.reading();
        PixelData data = PixelData.open(s.data(), reading, s.pixel());
        data.saySkipped(console);
        PixelDataset train = normalised(data.train(), reading);
        PixelDataset validation = data.validation();
        boolean moves = !s.augment().isEmpty();
        return new PixelTask(
                data,
                train,
                validation == null || validation == data.test()
                        ? null
                        : validation.normalised(train.mean(), train.std()),
                data.test().normalised(train.mean(), train.std()),
                LossWords.parse(
                        s.pixel(),
                        train,
                        train.several(),
                        moves || data.train().hasIgnored() || data.test().hasIgnored()));
    }

    private static PixelDataset normalised(PixelDataset d, DataOptions o) {
        return o.means().isEmpty() ? d.normalised() : d.normalised(o.means(), o.stds());
    }

    @Override
    public String name() {
        return data.name();
    }

    @Override
    public Metric[] metrics() {
        return train.several()
                ? new Metric[] {PixelOverlap.meanIou()}
                : new Metric[] {Metrics.accuracy(), PixelOverlap.meanIou()};
    }

    /// What moves in from beyond the border does not count; of several labels at once it has none.
    @Override
    public Dataset augmented(Dataset learned, AugmentWords words) {
        return learned.map(words.each().outside(train.several() ? 0 : PixelDataset.IGNORED));
    }

    @Override
    public Layer head() {
        return Conv2d.of(train.classes(), 1);
    }

    @Override
    public void check(GraphSource network) {
        checkAnswers(network, train);
    }

    /// Fails unless a network gives a number for each class and pixel of such images.
    static void checkAnswers(GraphSource network, Dataset data) {
        Shape in = data.shape();
        Shape out;
        try {
            out = network.graph(in.prepend(1), Mode.INFERENCE)
                    .output(GraphSource.OUTPUT)
                    .shape()
                    .dropFirst();
        } catch (ShapeException e) {
            throw new CommandException(e.getMessage(), e);
        }
        if (!out.equals(in.dropFirst().prepend(data.classes()))) {
            throw new CommandException("for an image of " + in.pretty() + " the network gives " + out.pretty()
                    + ", not a score for each of " + data.classes() + " classes at each pixel; take one of unet,"
                    + " unet-small, unet-no-skips, fpn-resnet18");
        }
    }

    @Override
    public Outcome measure(Trainer trainer, boolean picture) {
        List<String> labels = test.labels();
        return PixelScores.measure(trainer, test, data.testObjects(), labels, null);
    }
}
