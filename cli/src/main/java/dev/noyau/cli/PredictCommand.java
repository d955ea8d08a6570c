package dev.noyau.cli;

import dev.noyau.formats.image.Conversion;
import dev.noyau.formats.image.Images;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `noyau predict`: tells what images show. A lone prediction runs on the scalar kernels, which give the
/// same bits: loading the Vector API would take longer than it saves.
final class PredictCommand implements Command {
    private static final int TOP = 3;

    /// From so many images on the Vector API is worth its loading.
    private static final int MANY = 64;

    @Override
    public String name() {
        return "predict";
    }

    @Override
    public String description() {
        return "tell what images show";
    }

    @Override
    public Options options() {
        return DataOptions.normalisation(Options.of(
                                name(),
                                "Tells which classes a model takes images for, with their probabilities. Images of any size",
                                "(PNG, JPEG) become what the model takes: grey or colour, its size, its normalisation.")
                        .argument("MODEL", true, "a model file, or the folder of the training that wrote it")
                        .arguments("IMAGE", "PNG or JPEG files")
                        .flag(
                                "--invert",
                                "dark becomes light: for dark digits on white paper, where the model learned the contrary")
                        .option("--top", "N", "classes to print for each image (default: " + TOP + ")")
                        .option("--labels", "FILE", "names of the classes, one a line, in place of those in the model"))
                .examples(
                        "noyau predict runs/mnist-course-cnn/model.onnx digit.png",
                        "noyau predict runs/mnist-course-cnn --invert --top 1 --json scan-1.jpg scan-2.jpg");
    }

    /// What a model says of one image.
    private record Prediction(String image, float[] probabilities, List<Integer> order) {}

    @Override
    public int run(Arguments a, Console console) throws IOException {
        System.setProperty("java.awt.headless", "true");
        int top = a.integer("--top", TOP, 1);
        List<String> images = a.positionals().subList(1, a.positionals().size());
        if (images.size() >= MANY) {
            VectorModule.load();
        }
        Model model = Models.load(a.positionals().getFirst());
        DataOptions o = DataOptions.of(a);
        ModelInfo info = o.means().isEmpty() ? model.info() : model.info().withNormalisation(o.means(), o.stds());
        String labelFile = a.text("--labels");
        List<String> labels = labelFile == null ? model.info().labels() : Labels.read(Path.of(labelFile));
        Conversion conversion = Conversion.DEFAULT.inverted(a.has("--invert"));
        List<Prediction> predictions = new ArrayList<>();
        for (String image : images) {
            predictions.add(predict(model, info, image, conversion));
        }
        checkLabels(labels, predictions.getFirst().probabilities().length, labelFile);
        if (console.json()) {
            console.out().println(json(a.positionals().getFirst(), predictions, top, labels));
        } else {
            predictions.forEach(p -> print(p, top, labels, console));
        }
        return Main.OK;
    }

    private static Prediction predict(Model model, ModelInfo info, String image, Conversion conversion)
            throws IOException {
        checkChannels(info);
        Tensor scores = model.predict(Images.toTensor(Images.read(Path.of(image)), info, conversion));
        int classes = scores.shape().rank() == 0 ? 0 : scores.shape().dim(0);
        if (classes == 0 || scores.shape().size() != classes) {
            throw new CommandException("the model gives " + scores.shape().pretty()
                    + " for an image, not one number for each class; it does not tell classes of whole images");
        }
        float[] p = scores.toArray();
        Probabilities.of(p, info.logits());
        List<Integer> order = IntStream.range(0, classes)
                .boxed()
                .sorted((x, y) -> Float.compare(p[y], p[x]))
                .toList();
        return new Prediction(image, p, order);
    }

    private static void checkChannels(ModelInfo info) {
        if (!info.mean().isEmpty() && info.mean().size() != info.input().dim(0)) {
            throw new CommandException("the model takes " + info.input().dim(0) + " channels, there are "
                    + info.mean().size() + " means");
        }
    }

    private static void checkLabels(List<String> labels, int classes, @Nullable String file) {
        if (file != null && labels.size() != classes) {
            throw new CommandException(
                    file + ": has " + labels.size() + " labels, the model tells " + classes + " classes apart");
        }
    }

    private static String label(List<String> labels, int c) {
        return c < labels.size() ? labels.get(c) : Integer.toString(c);
    }

    private static void print(Prediction p, int top, List<String> labels, Console console) {
        List<Integer> best = p.order().subList(0, Math.min(top, p.order().size()));
        int width = best.stream().mapToInt(c -> label(labels, c).length()).max().orElse(0);
        console.out().println(p.image());
        for (int c : best) {
            console.out()
                    .println("  " + Text.left(label(labels, c), width) + "  "
                            + Text.right(Text.percent(p.probabilities()[c]), 8));
        }
    }

    private static String json(String model, List<Prediction> predictions, int top, List<String> labels)
            throws IOException {
        return Json.object(json -> {
            json.put("model", model);
            json.list("predictions", list -> {
                for (Prediction p : predictions) {
                    list.addObject(item -> {
                        item.put("image", p.image());
                        best(item, p, top, labels);
                    });
                }
            });
        });
    }

    private static void best(Json json, Prediction p, int top, List<String> labels) throws IOException {
        json.list("classes", list -> {
            for (int c : p.order().subList(0, Math.min(top, p.order().size()))) {
                list.addObject(item ->
                        item.put("class", c).put("label", label(labels, c)).put("probability", p.probabilities()[c]));
            }
        });
    }
}
