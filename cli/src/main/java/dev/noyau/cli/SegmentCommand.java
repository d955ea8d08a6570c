package dev.noyau.cli;

import dev.noyau.formats.io.AtomicFile;
import dev.noyau.model.FormatException;
import dev.noyau.model.Model;
import dev.noyau.pixels.Segmenter;
import dev.noyau.pixels.Sight;
import dev.noyau.tensor.ShapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `noyau segment`: tells of each pixel of images what it shows.
final class SegmentCommand implements Command {
    @Override
    public String name() {
        return "segment";
    }

    @Override
    public String description() {
        return "tell of each pixel what it shows";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Tells of each pixel of images which class a model takes it for. Writes for each image a mask",
                        "(PNG, its values are the classes' numbers), an overlay, a PNG of probabilities for each",
                        "class, and for all of them segments.json with classes and areas. Images may have any size:",
                        "large ones are read, cut into tiles and written row by row; the tiles overlap by what the",
                        "network sees, so the result is that of the whole image. What is transparent lies over white,",
                        "16 bits keep their precision, and the orientation that a camera notes is ignored.")
                .argument("MODEL", true, "a model file, or the folder of the training that wrote it")
                .arguments("IMAGE", "PNG or JPEG files")
                .option("--out", "DIR", "folder for the results (default: segments)")
                .option("--tile", "N", "largest side of a tile (default: 512 and what the network sees beyond)")
                .flag("--flips", "take the mean over the image and its three mirror images")
                .flag("--several", "the model gives several labels at once, not one class a pixel")
                .flag("--skip-bad", "leave out images that cannot be read, name them, and go on with the next one")
                .examples(
                        "noyau segment runs/nuclei-unet/model.onnx cells.png --out found",
                        "noyau segment model.onnx slide.png --tile 1024 --json");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        System.setProperty("java.awt.headless", "true");
        List<String> images = a.positionals().subList(1, a.positionals().size());
        // Before the model, with which kernels are chosen.
        VectorModule.load();
        Model model = Models.load(a.positionals().getFirst());
        Segmenter s = Segmenter.of(model).tile(a.integer("--tile", 0, 1)).flips(a.has("--flips"));
        s = a.has("--several") ? s.answers(Segmenter.Answers.LABELS) : s;
        List<String> labels = labels(model, s);
        List<String> names = names(images);
        Path folder = Path.of(a.text("--out", "segments"));
        Files.createDirectories(folder);
        List<Json.Body> found = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            try {
                found.add(segment(images.get(i), names.get(i), s, labels, folder, console));
            } catch (FormatException | NoSuchFileException e) {
                if (!a.has("--skip-bad")) {
                    throw e;
                }
                skipped.add(images.get(i));
                console.say("left out: " + Failures.sentence(e));
            }
        }
        if (found.isEmpty()) {
            throw new CommandException("none of the " + images.size() + " images could be read");
        }
        String json = Json.object(j -> {
            j.put("model", a.positionals().getFirst());
            j.list("images", list -> {
                for (Json.Body f : found) {
                    list.addObject(f);
                }
            });
            if (a.has("--skip-bad")) {
                j.list("skipped", list -> {
                    for (String name : skipped) {
                        list.add(name);
                    }
                });
            }
        });
        AtomicFile.write(folder.resolve("segments.json"), json + "\n");
        if (console.json()) {
            console.out().println(json);
        }
        return Main.OK;
    }

    private static List<String> labels(Model model, Segmenter s) {
        List<String> given = model.info().labels();
        List<String> labels = new ArrayList<>();
        for (int c = 0; c < s.classes(); c++) {
            String label = given.size() == s.classes() ? given.get(c) : Integer.toString(c);
            labels.add(label);
        }
        return labels;
    }

    /// Two images of one name would overwrite each other's results.
    private static List<String> names(List<String> images) {
        Set<String> names = new LinkedHashSet<>();
        for (String image : images) {
            String file = String.valueOf(Path.of(image).getFileName());
            String name = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
            if (!names.add(name)) {
                throw new UsageException("two images are called " + name
                        + ", their results would have the same names; call the command once for each");
            }
        }
        return List.copyOf(names);
    }

    private static Json.Body segment(
            String image, String name, Segmenter s, List<String> labels, Path folder, Console console)
            throws IOException {
        long begin = System.nanoTime();
        try (ImageRows rows = new ImageRows(Path.of(image), s.model().info())) {
            sayPadding(image, rows, s, console);
            SegmentFiles files = new SegmentFiles(folder, name, rows, s, SegmentFiles.names(labels));
            RowProgress progress = new RowProgress(console, name, rows.height());
            try (files) {
                s.run(rows, progress.over(files));
            } finally {
                progress.clear();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            long pixels = (long) rows.height() * rows.width();
            console.people().println(image + "  " + rows.height() + "×" + rows.width() + "  " + Text.time(seconds));
            for (int c = 0; c < labels.size(); c++) {
                console.people()
                        .println("  " + Text.left(labels.get(c), 12) + " "
                                + Text.right(Text.percent((double) files.area(c) / pixels), 9));
            }
            return item -> {
                item.put("image", image).put("height", rows.height()).put("width", rows.width());
                item.list("classes", list -> {
                    for (int c = 0; c < labels.size(); c++) {
                        int k = c;
                        list.addObject(x -> x.put("class", k)
                                .put("label", labels.get(k))
                                .put("pixels", files.area(k))
                                .put("share", (double) files.area(k) / pixels));
                    }
                });
            };
        }
    }

    private static void sayPadding(String image, ImageRows rows, Segmenter s, Console console) {
        Sight sight;
        try {
            sight = Sight.of(s.model());
        } catch (ShapeException e) {
            return;
        }
        int h = sight.legal(rows.height());
        int w = sight.legal(rows.width());
        if (h != rows.height() || w != rows.width()) {
            console.say(image + ": padded from " + rows.height() + "×" + rows.width() + " to " + h + "×" + w
                    + ", which the network can halve, and cropped back");
        }
    }
}
