package dev.noyau.cli;

import dev.noyau.data.PixelDataset;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.LossFunction;
import dev.noyau.graph.Mode;
import dev.noyau.model.Model;
import dev.noyau.nn.Losses;
import dev.noyau.pixels.Components;
import dev.noyau.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Measures a model that answers for each pixel.
record PixelEvaluation(String name, Model model, PixelDataset test, List<String> names, List<Components> objects) {
    PixelEvaluation {
        names = List.copyOf(names);
        objects = List.copyOf(objects);
    }

    /// The model's images: of the size that it was trained with, unless another one is asked for.
    static PixelEvaluation open(String name, Model model, String spec, Arguments a, Console console)
            throws IOException {
        DataOptions o = DataOptions.of(a.or(DataOptions.words(model.info(), a)));
        PixelData data = PixelData.open(spec, o, PixelSettings.of(a, spec, true));
        data.saySkipped(console);
        int classes = classes(model);
        PixelDataset test = data.test(model.info().labels(), classes);
        test = o.means().isEmpty() ? test : test.normalised(o.means(), o.stds());
        PixelTask.checkAnswers(model, test);
        int limit = a.integer("--limit", test.size(), 1);
        if (limit < test.size()) {
            test = test.first(limit);
        }
        List<Components> objects = data.testObjects();
        return new PixelEvaluation(
                name, model, test, data.testNames(), objects.subList(0, Math.min(objects.size(), test.size())));
    }

    private static int classes(Model model) {
        return model.graph(model.inputShape().prepend(1), Mode.INFERENCE)
                .output(GraphSource.OUTPUT)
                .shape()
                .dim(1);
    }

    /// @param picture where the worst images are drawn, null for nowhere
    void run(int threads, @Nullable String picture, Console console) throws IOException {
        LossFunction loss = test.several()
                ? Losses.binaryCrossEntropy()
                : Losses.crossEntropy().ignoring(PixelDataset.IGNORED);
        WorstImages worst = new WorstImages();
        List<String> own = model.info().labels();
        PixelScores scores;
        try (Trainer t = Trainer.of(model).loss(loss).threads(threads).open()) {
            scores = PixelScores.measure(t, test, objects, own.size() == test.classes() ? own : test.labels(), worst);
        }
        if (picture != null) {
            worst.write(Path.of(picture), test);
        }
        if (console.json()) {
            console.out().println(Json.object(json -> {
                json.put("model", name).put("images", scores.test().samples());
                json.put("accuracy", scores.overlap().accuracy());
                json.put("mean_iou", scores.overlap().mean()).put("mean_dice", scores.meanDice());
                json.put("loss", scores.test().loss());
                scores.classes(json);
                worst(json, worst);
            }));
            return;
        }
        scores.print(console.out());
        console.out().println("worst images, by their mean IoU:");
        for (WorstImages.Case c : worst.cases()) {
            console.out().println("  " + Text.right(Text.percent(c.iou()), 9) + "  " + names.get(c.index()));
        }
        if (picture != null) {
            console.out().println("\nimage, truth and prediction of these: " + picture);
        }
    }

    private void worst(Json json, WorstImages worst) throws IOException {
        json.list("worst", list -> {
            for (WorstImages.Case c : worst.cases()) {
                list.addObject(o -> o.put("image", names.get(c.index())).put("mean_iou", c.iou()));
            }
        });
    }
}
