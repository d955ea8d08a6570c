package dev.noyau.cli;

import dev.noyau.data.Dataset;
import dev.noyau.model.Model;
import dev.noyau.train.ConfusionMatrix;
import dev.noyau.train.Evaluation;
import dev.noyau.train.Metrics;
import dev.noyau.train.Trainer;
import java.io.IOException;

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
        return Options.of(
                        name(),
                        "Measures a model on the test images of data: accuracy, loss (mean cross-entropy) and which",
                        "class was taken for which.")
                .argument("MODEL", true, "a model file, or the folder of the training that wrote it")
                .option("--data", "DATA", Data.HELP + " (default: mnist)")
                .option("--threads", "N", "to work with; the result is the same (default: all processors)")
                .option("--limit", "N", "measure on the first N images only")
                .examples(
                        "noyau evaluate runs/mnist-course-cnn/model.onnx",
                        "noyau evaluate model.onnx --data idx:fashion-mnist --json");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Thread.ofPlatform().daemon().name("noyau-vector").start(VectorModule::load);
        Dataset test = Data.open(a.text("--data", "mnist")).test();
        int limit = a.integer("--limit", test.size(), 1);
        int threads = a.integer("--threads", 0, 1);
        Model model = Models.load(a.positionals().getFirst());
        Dataset normalised = Data.normalised(
                limit < test.size() ? test.range(0, limit) : test,
                model.info().mean(),
                model.info().std());
        VectorModule.load();
        Answers answers = new Answers(model.info().logits());
        try (Trainer t = Trainer.of(model).threads(threads).open()) {
            Evaluation e = t.evaluate(normalised, Metrics.accuracy(), Metrics.confusion(), answers);
            report(a.positionals().getFirst(), model, e, answers, console);
        }
        return Main.OK;
    }

    private static void report(String name, Model model, Evaluation e, Answers answers, Console console)
            throws IOException {
        double loss = model.info().logits() ? e.loss() : answers.value();
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
            console.out().print(confusion.format(model.info().labels()));
        }
    }
}
