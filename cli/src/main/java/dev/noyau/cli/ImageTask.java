package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Losses;
import dev.noyau.train.ConfusionMatrix;
import dev.noyau.train.Evaluation;
import dev.noyau.train.Metric;
import dev.noyau.train.Metrics;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/// To learn a class for each image.
///
/// @param smoothing share of each target that is spread over all classes
/// @param mixed whether images are mixed: then targets are probabilities of the classes
record ImageTask(Data data, double smoothing, boolean mixed, Console console) implements TrainTask {
    /// @throws CommandException when there is nothing to tell apart
    static ImageTask open(TrainSettings s, Console console) throws IOException {
        Data data = Data.open(s.data(), s.reading(), s.seed());
        if (data.train().classes() < 2) {
            throw new CommandException(s.data() + ": all images have the same label, there is nothing to learn");
        }
        return new ImageTask(data, s.smoothing(), s.mixup() > 0, console);
    }

    @Override
    public String name() {
        return data.name();
    }

    @Override
    public Dataset train() {
        return data.train();
    }

    @Override
    public @Nullable Dataset validation() {
        return null;
    }

    @Override
    public Dataset test() {
        return data.test();
    }

    @Override
    public LossFunction loss() {
        if (mixed) {
            return Losses.softCrossEntropy().smoothing(smoothing);
        }
        return smoothing == 0
                ? Losses.softmaxCrossEntropy()
                : Losses.crossEntropy().smoothing(smoothing);
    }

    @Override
    public Metric[] metrics() {
        return new Metric[] {Metrics.accuracy()};
    }

    @Override
    public Dataset augmented(Dataset learned, AugmentWords words) {
        return words.of(learned);
    }

    @Override
    public Dataset measured(Dataset held) {
        return mixed ? held.probabilities() : held;
    }

    @Override
    public Layer head() {
        return Linear.of(data.train().classes());
    }

    /// What does not fit is said where the first step is compiled, with the layer.
    @Override
    public void check(GraphSource network) {}

    @Override
    public Outcome measure(Trainer trainer, boolean picture) {
        Answers answers = new Answers(true);
        Evaluation e =
                TrainTask.evaluation(trainer, measured(data.test()), Metrics.accuracy(), Metrics.confusion(), answers);
        return new Measured(e, answers, picture, data.test(), console);
    }

    private record Measured(Evaluation test, Answers answers, boolean picture, Dataset data, Console console)
            implements Outcome {
        private ConfusionMatrix confusion() {
            return test.confusion().orElseThrow();
        }

        @Override
        public void print(PrintStream out) {
            out.println("\ntest accuracy " + Text.percent(test.accuracy()) + ", loss " + Text.fixed(test.loss(), 4)
                    + ", " + Text.grouped(test.samples()) + " images\n");
            out.println(confusion().format(data.labels()));
            if (picture) {
                boolean colour = console.peopleTerminal() && console.colour();
                new TestPicture(data, answers, colour, console.columns())
                        .lines()
                        .forEach(out::println);
                out.println();
            }
        }

        @Override
        public void summary(Json json) throws IOException {
            json.put("test_accuracy", test.accuracy());
        }

        @Override
        public void details(Json json) throws IOException {
            json.put("test_loss", test.loss());
            ConfusionJson.put(json, confusion());
        }
    }
}
