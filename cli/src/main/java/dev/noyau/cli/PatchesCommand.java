package dev.noyau.cli;

import dev.noyau.formats.image.Images;
import dev.noyau.model.ModelInfo;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `noyau patches`: a descriptor for each pixel, computed patch by patch and on the whole image.
final class PatchesCommand implements Command {
    private static final String FIELDS = "9,31,63";
    private static final int PATCHES = 1000;

    @Override
    public String name() {
        return "patches";
    }

    @Override
    public String description() {
        return "compare a descriptor per pixel with patch by patch";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Computes a descriptor for pixels of an image both ways: the patch around each pixel is cut out",
                        "and goes through the network, and the network runs once over the whole image. The network is",
                        "3×3 convolutions without padding, as many as see a patch of R×R. Says how much the values",
                        "differ, relative to the largest, and how long both take for all pixels; patch by patch some",
                        "pixels are computed, spread over the image, and their time is multiplied.")
                .argument("IMAGE", true, "a PNG or JPEG file")
                .option("--field", "R,..", "sides of the patches, odd (default: " + FIELDS + ")")
                .option("--patches", "N", "patches that are computed at most (default: " + PATCHES + ")")
                .examples("noyau patches street.png", "noyau patches street.png --field 9 --json");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        System.setProperty("java.awt.headless", "true");
        List<Integer> fields = fields(a.text("--field", FIELDS));
        int patches = a.integer("--patches", PATCHES, 1);
        String name = a.positionals().getFirst();
        BufferedImage image = Images.read(Path.of(name));
        int h = image.getHeight();
        int w = image.getWidth();
        for (int r : fields) {
            if (r > Math.min(h, w)) {
                throw new UsageException("--field: a patch of " + r + "×" + r + " does not fit into " + name
                        + ", which is " + h + "×" + w);
            }
        }
        Tensor x = Images.toTensor(image, ModelInfo.of("patches", Shape.of(Images.channels(image), h, w)));
        VectorModule.load();
        List<PatchDescriptors> all = new ArrayList<>();
        for (int r : fields) {
            PatchDescriptors d = PatchDescriptors.of(x, r, patches);
            all.add(d);
            console.people().println(line(d));
        }
        if (console.json()) {
            console.out()
                    .println(Json.object(json -> json.put("image", name).list("fields", list -> {
                        for (PatchDescriptors d : all) {
                            list.addObject(o -> json(o, d));
                        }
                    })));
        }
        return Main.OK;
    }

    private static List<Integer> fields(String text) {
        List<Integer> all = Subject.position("--field", text);
        for (int r : all) {
            if (r < 3 || r % 2 == 0) {
                throw new UsageException(
                        "--field: expects odd numbers from 3 on, as " + FIELDS + ", found '" + text + "'");
            }
        }
        return all;
    }

    private static String line(PatchDescriptors d) {
        return "R " + Text.right(Integer.toString(d.field()), 3) + "  " + Text.grouped(d.pixels())
                + " pixels  patch by patch " + Text.time(d.patchSeconds()) + " (from " + Text.grouped(d.patches())
                + ")  whole image " + Text.fixed(d.wholeSeconds(), 3) + " s  " + Text.fixed(d.speedUp(), 0)
                + " times faster  values differ by " + (float) d.difference();
    }

    private static void json(Json o, PatchDescriptors d) throws IOException {
        o.put("field", d.field()).put("pixels", d.pixels()).put("patches", d.patches());
        o.put("patch_seconds", d.patchSeconds(), 4).put("whole_seconds", d.wholeSeconds(), 4);
        o.put("speed_up", d.speedUp(), 1).put("difference", d.difference());
    }
}
