package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.train.ConfusionMatrix;
import dev.noyau.train.Evaluation;
import dev.noyau.train.Metrics;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `noyau evaluate`: measures a model on the test images of data.
final class EvaluateCommand implements Command {
    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public String description() {
        return "measure a model on test images";
    }

    @Override
    public Options options() {
        return PixelSettings.describeReading(DataOptions.describe(Options.of(
                                name(),
                                "Measures a model on the test images of data: accuracy, loss (mean cross-entropy) and which",
                                "class was taken for which. With an answer for each pixel: IoU and Dice of each class, how well",
                                "boundaries are met, objects found, and the images that went worst.")
                        .argument(
                                "MODEL",
                                true,
                                "a model file, the folder of the training that wrote it, or with --init the name of a network")
                        .option(
                                "--init",
                                "WEIGHTS",
                                "file with the weights of the named network: safetensors, .pt, .npz")
                        .option("--data", "DATA", Data.HELP + "; " + PixelData.HELP + " (default: mnist)")
                        .option("--threads", "N", "to work with; the result is the same (default: all processors)")
                        .option("--limit", "N", "measure on the first N images only")))
                .option(
                        "--worst",
                        "FILE",
                        "with an answer for each pixel: a PNG of the images that went worst, with truth and prediction")
                .examples(
                        "noyau evaluate runs/mnist-course-cnn/model.onnx",
                        "noyau evaluate model.onnx --data idx:fashion-mnist --json",
                        "noyau evaluate runs/nuclei-unet --data seg:nuclei --worst worst.png",
                        "noyau evaluate resnet20 --init resnet20.th --data cifar:DIR --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        // Before a model is read, with which kernels are chosen.
        VectorModule.load();
        int threads = a.integer("--threads", 0, 1);
        String name = a.positionals().getFirst();
        String data = a.text("--data", "mnist");
        String weights = a.text("--init");
        Html.check(a, "--worst");
        if (PixelData.is(data)) {
            pixels(name, data, weights, threads, a, console);
            return Main.OK;
        }
        if (a.has("--worst")) {
            throw new UsageException("--worst: goes with data that has an answer for each pixel, as seg:DIR; found the"
                    + " data " + data);
        }
        PixelSettings.of(a, data, false);
        Model model = weights == null ? Models.load(name) : null;
        DataOptions options = DataOptions.of(model == null ? a : a.or(DataOptions.words(model.info(), a)));
        Dataset test = Data.test(data, options);
        if (model == null) {
            model = Models.of(name, Path.of(Objects.requireNonNull(weights)), test.shape(), test.classes());
        }
        int limit = a.integer("--limit", test.size(), 1);
        Dataset measured = limit < test.size() ? test.range(0, limit) : test;
        Answers answers = new Answers(model.info().logits());
        try (Trainer t = Trainer.of(model).threads(threads).open()) {
            Evaluation e = t.evaluate(measured, Metrics.accuracy(), Metrics.confusion(), answers);
            report(name, withLabels(model, test), e, answers, console);
        }
        return Main.OK;
    }

    private static void pixels(
            String name, String data, @Nullable String weights, int threads, Arguments a, Console console)
            throws IOException {
        if (weights != null) {
            throw new UsageException("--init: with an answer for each pixel name a model file");
        }
        PixelEvaluation e = PixelEvaluation.open(name, Models.load(name), data, a, console);
        e.run(threads, a.text("--worst"), console);
    }

    /// The names of the classes: the model's, else those of the data where it knows all.
    private static ModelInfo withLabels(Model model, Dataset test) {
        ModelInfo info = model.info();
        return info.labels().isEmpty() ? info.withLabels(test.labels()) : info;
    }

    private static void report(String name, ModelInfo info, Evaluation e, Answers answers, Console console)
            throws IOException {
        double loss = info.logits() ? e.loss() : answers.value();
        ConfusionMatrix confusion = e.confusion().orElseThrow();
        if (console.json()) {
            console.out().println(Json.object(json -> {
                json.put("model", name).put("images", e.samples());
                json.put("accuracy", e.accuracy()).put("loss", loss);
                ConfusionJson.put(json, confusion);
            }));
        } else {
            console.out()
                    .println("accuracy " + Text.percent(e.accuracy()) + ", loss " + Text.fixed(loss, 4) + ", "
                            + Text.grouped(e.samples()) + " images\n");
            console.out().print(confusion.format(info.labels()));
        }
    }
}
