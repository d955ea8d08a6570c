package dev.noyau.cli;

import dev.noyau.formats.image.Conversion;
import dev.noyau.formats.image.Images;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.pixels.DescriptorMap;
import dev.noyau.pixels.Homography;
import dev.noyau.pixels.Keypoint;
import dev.noyau.pixels.Keypoints;
import dev.noyau.pixels.Matches;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Names;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `noyau match`: finds the same points in two images.
final class MatchCommand implements Command {
    private static final int POINTS = 1000;
    private static final List<String> DETECTORS = List.of("scores", "harris", "grid");

    /// Points are the best of 5×5 pixels, and keep away from the border as far as half a patch.
    private static final int RADIUS = 2;

    private static final int BORDER = 8;
    private static final int PATCH = 2 * BORDER;

    /// One image with what is known of it.
    private record Side(BufferedImage image, float[] grey, List<Keypoint> points, float[][] descriptors) {
        Matches with(Side other) {
            return Matches.mutual(points, descriptors, other.points, other.descriptors);
        }

        /// With the descriptors that need no learning.
        Side patches() {
            int h = image.getHeight();
            int w = image.getWidth();
            return new Side(image, grey, points, DescriptorMap.patches(grey, h, w, points, PATCH));
        }
    }

    @Override
    public String name() {
        return "match";
    }

    @Override
    public String description() {
        return "find the same points in two images";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Finds points in two images, takes the descriptor of each from a model that gives one for each",
                        "pixel, and matches those that are each other's nearest. With the homography between the images",
                        "says which share of the matches is right, within 3 pixels and within 1, and the same for",
                        "descriptors that need no learning: patches of 16×16 grey values, less their mean, of length 1.")
                .argument("MODEL", true, "a model file, or the folder of the training that wrote it")
                .argument("A", true, "a PNG or JPEG file")
                .argument("B", true, "another one")
                .option(
                        "--out",
                        "FILE",
                        "a PNG of both images with a line for each match; with a homography right ones (within 3 pixels)"
                                + " are green, wrong ones red")
                .option(
                        "--homography",
                        "FILE",
                        "the map from A to B: nine numbers, row by row, as text or in a file of OpenCV's (XML)")
                .option(
                        "--points",
                        "NAME",
                        "which points: scores, where the model's own map of scores is largest; harris, corners; grid"
                                + " (default: scores where the model gives them, else harris)")
                .option("--most", "N", "points of an image at most (default: " + POINTS + ")")
                .examples(
                        "noyau match runs/holidays-descriptor left.png right.png --out matches.png",
                        "noyau match alike-t.onnx graf1.png graf3.png --homography H1to3p.xml --json");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        System.setProperty("java.awt.headless", "true");
        int most = a.integer("--most", POINTS, 1);
        String detector = a.text("--points");
        if (detector != null && !DETECTORS.contains(detector)) {
            throw new UsageException(
                    Names.unknown("kind of points", detector, DETECTORS).getMessage());
        }
        Html.check(a, "--out");
        String file = a.text("--homography");
        Homography h = file == null ? null : HomographyFile.read(Path.of(file));
        // Before the model, with which kernels are chosen.
        VectorModule.load();
        Model model = Models.load(a.positionals().getFirst());
        Side left = side(model, Path.of(a.positionals().get(1)), detector, most);
        Side right = side(model, Path.of(a.positionals().get(2)), detector, most);
        Matches matches = left.with(right);
        Matches patches = h == null ? null : left.patches().with(right.patches());
        String out = a.text("--out");
        if (out != null) {
            MatchPicture.write(Path.of(out), left.image, right.image, matches, h);
        }
        report(a, matches, patches, h, console);
        return Main.OK;
    }

    private static Side side(Model model, Path file, @Nullable String detector, int most) throws IOException {
        BufferedImage image = Images.read(file);
        int h = image.getHeight();
        int w = image.getWidth();
        Tensor x = Images.toTensor(image, model.info(), Conversion.DEFAULT.keepingSize(true));
        float[] grey =
                Images.toTensor(image, ModelInfo.of("grey", Shape.of(1, h, w))).data();
        DescriptorMap map = DescriptorMap.of(model, x);
        List<Keypoint> points = points(map.scores(), grey, h, w, detector, most);
        if (points.isEmpty()) {
            throw new CommandException(file + ": no point was found in it that is " + BORDER
                    + " pixels from its borders; take a larger image with more to see, or --points grid");
        }
        return new Side(image, grey, points, map.at(points));
    }

    private static List<Keypoint> points(
            @Nullable Tensor scores, float[] grey, int h, int w, @Nullable String detector, int most) {
        if (scores == null && "scores".equals(detector)) {
            throw new CommandException("--points scores: the model gives no map of scores beside the descriptors; take"
                    + " harris or grid");
        }
        if ("grid".equals(detector)) {
            return Keypoints.grid(h, w, BORDER, most);
        }
        boolean own = scores != null && !"harris".equals(detector);
        float[] s = own && scores != null ? scores.data() : Keypoints.harris(grey, h, w);
        return Keypoints.maxima(s, h, w, RADIUS, BORDER, most);
    }

    private static void report(
            Arguments a, Matches m, @Nullable Matches patches, @Nullable Homography h, Console console)
            throws IOException {
        if (console.json()) {
            console.out().println(Json.object(json -> {
                json.put("model", a.positionals().getFirst());
                json.put("points_a", m.a().size()).put("points_b", m.b().size());
                json.object("descriptors", o -> put(o, m, h));
                if (patches != null) {
                    json.object("patches", o -> put(o, patches, h));
                }
            }));
            return;
        }
        console.out()
                .println(Text.grouped(m.a().size()) + " points in the first image, " + Text.grouped(m.b().size())
                        + " in the second\n");
        console.out().println(line("descriptors", m, h));
        if (patches != null) {
            console.out().println(line("16×16 patches", patches, h));
        }
        String out = a.text("--out");
        if (out != null) {
            console.out().println("\nmatches     " + out);
        }
    }

    private static void put(Json o, Matches m, @Nullable Homography h) throws IOException {
        int n = m.pairs().size();
        o.put("matches", n);
        if (h != null) {
            for (int pixels : new int[] {1, 3}) {
                int right = m.within(pixels, h);
                o.put("within_" + pixels, right).put("share_within_" + pixels, n == 0 ? 0 : (double) right / n);
            }
        }
    }

    private static String line(String what, Matches m, @Nullable Homography h) {
        int n = m.pairs().size();
        String line = Text.left(what, 14) + Text.right(Text.grouped(n), 6) + " matches";
        if (h == null || n == 0) {
            return line;
        }
        return line + share(m, h, 3) + share(m, h, 1);
    }

    private static String share(Matches m, Homography h, int pixels) {
        int right = m.within(pixels, h);
        return ", " + Text.grouped(right) + " within " + pixels + " px ("
                + Text.percent((double) right / m.pairs().size()) + ")";
    }
}
