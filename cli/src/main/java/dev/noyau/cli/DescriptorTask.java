package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.formats.data.PhotoFolder;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Mode;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Losses;
import dev.noyau.pixels.PartnersFound;
import dev.noyau.pixels.ViewPairs;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import dev.noyau.train.Evaluation;
import dev.noyau.train.Metric;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// To learn a descriptor for each pixel from photographs alone: pairs of views, whose homography is known.
///
/// @param input shape of the photographs, in sizes that networks can halve
/// @param train pairs of views of some photographs
/// @param test pairs of views of the others
record DescriptorTask(String name, Shape input, Dataset train, Dataset test) implements TrainTask {
    static final String HELP = "'photos:DIR', photographs: a descriptor for each pixel";
    static final String KIND = "photos:DIR";

    static final int BATCH = 4;

    /// Of the usual rate.
    static final double RATE = 0.2;

    private static final String FOLDER = "photos:";
    private static final int PAIRS = 448;
    private static final int TEST_PAIRS = 64;
    private static final int SIDE = 128;
    private static final int POINTS = 64;
    private static final int LENGTH = 64;
    private static final int HALVED = 32;
    private static final double TEMPERATURE = 0.07;

    /// So that what is drawn for measuring is not what is drawn for learning.
    private static final long TEST_SEED = 0x74657374L;

    private static final List<Float> MIDDLE = Collections.nCopies(3, 0.5f);
    private static final List<Float> SPREAD = Collections.nCopies(3, 0.25f);

    static boolean is(String spec) {
        return spec.startsWith(FOLDER) && spec.length() > FOLDER.length();
    }

    /// @throws CommandException when there are too few photographs, or they are too small
    static DescriptorTask open(TrainSettings s) throws IOException {
        DataOptions o = s.reading();
        if (s.smoothing() > 0 || !s.augment().isEmpty()) {
            throw new UsageException((s.smoothing() > 0 ? "--label-smoothing" : "--augment")
                    + ": does not go with photos:, whose views have colours and homographies drawn at random by"
                    + " themselves; leave the option out");
        }
        Shape size = o.size().isEmpty() ? null : o.shape();
        Dataset photos = PhotoFolder.read(Path.of(s.data().substring(FOLDER.length())), size, ViewPairs.least(SIDE));
        Shape input = legal(photos.shape());
        if (o.testSplit() == 0 || photos.size() * o.testSplit() < 1 || photos.size() < 2) {
            throw new CommandException(s.data() + ": has " + photos.size() + " photographs, of which a share of "
                    + Text.plain(o.testSplit()) + " is for measuring; expected one photograph for learning and one"
                    + " for measuring at least, give more of them, or a larger share with --test-split");
        }
        Dataset.Split split = photos.split(o.testSplit(), s.seed());
        return new DescriptorTask(
                Data.shortName(s.data()),
                input,
                views(split.train(), PAIRS, s.seed(), o),
                views(split.validation(), TEST_PAIRS, TEST_SEED, o));
    }

    /// The next size that networks can halve: one made for it takes others of the kind, too, also from a file.
    private static Shape legal(Shape s) {
        return Shape.of(s.dim(0), Math.ceilDiv(s.dim(1), HALVED) * HALVED, Math.ceilDiv(s.dim(2), HALVED) * HALVED);
    }

    private static Dataset views(Dataset photos, int pairs, long seed, DataOptions o) {
        Dataset views;
        try {
            views = ViewPairs.of(photos, pairs, SIDE, POINTS, seed);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--size: " + e.getMessage(), e);
        }
        if (!o.means().isEmpty()) {
            return views.normalised(o.means(), o.stds());
        }
        int channels = views.shape().dim(0);
        return views.normalised(MIDDLE.subList(0, channels), SPREAD.subList(0, channels));
    }

    @Override
    public @Nullable Dataset validation() {
        return null;
    }

    @Override
    public int outputs() {
        return LENGTH;
    }

    @Override
    public LossFunction loss() {
        return Losses.pointInfoNce(TEMPERATURE, POINTS);
    }

    @Override
    public Metric[] metrics() {
        return new Metric[] {new PartnersFound()};
    }

    @Override
    public Dataset augmented(Dataset learned, AugmentWords words) {
        return learned;
    }

    @Override
    public Layer head() {
        return Conv2d.of(LENGTH, 1);
    }

    @Override
    public void check(GraphSource network) {
        Shape in = train.shape();
        Shape out;
        try {
            out = network.graph(in.prepend(1), Mode.INFERENCE)
                    .output(GraphSource.OUTPUT)
                    .shape();
        } catch (ShapeException e) {
            throw new CommandException(e.getMessage(), e);
        }
        if (out.rank() != 4 || out.dim(2) != in.dim(1) || out.dim(3) != in.dim(2) || out.dim(1) < 2) {
            throw new CommandException("for an image of " + in.pretty() + " the network gives "
                    + out.dropFirst().pretty() + ", not a descriptor for each pixel; take one of descriptor, unet,"
                    + " unet-small, fpn-resnet18");
        }
    }

    @Override
    public Outcome measure(Trainer trainer, boolean picture) {
        return new Measured(TrainTask.evaluation(trainer, test, metrics()));
    }

    private record Measured(Evaluation test) implements Outcome {
        private double matched() {
            Metric.Score s = test.scores().get(new PartnersFound().name());
            return s == null ? Double.NaN : s.value();
        }

        @Override
        public void print(PrintStream out) {
            out.println("\ntest: " + Text.percent(matched()) + " of the points matched (of " + POINTS
                    + " in each pair of views), loss " + Text.fixed(test.loss(), 4) + ", "
                    + Text.grouped(test.samples()) + " pairs of views of photographs that it has not seen\n");
        }

        @Override
        public void summary(Json json) throws IOException {
            json.put("test_matched", matched());
        }

        @Override
        public void details(Json json) throws IOException {
            json.put("test_loss", test.loss());
        }
    }
}
