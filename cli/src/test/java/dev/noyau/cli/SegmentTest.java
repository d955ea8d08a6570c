package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.Noyau;
import dev.noyau.graph.Parameters;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.UNet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Masks, overlays and areas of pictures, by models whose answers are known: a 1×1 convolution that compares a pixel
/// with a half.
class SegmentTest {
    private static final int WIDTH = 7;
    private static final int HEIGHT = 5;

    @TempDir
    Path temp;

    private String image = "";

    /// White in the first three columns, black in the others.
    @BeforeEach
    void picture() throws IOException {
        BufferedImage b = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            b.getRaster().setSample(i % WIDTH, i / WIDTH, 0, i % WIDTH < 3 ? 255 : 0);
        }
        image = temp.resolve("cells.png").toString();
        ImageIO.write(b, "png", temp.resolve("cells.png").toFile());
    }

    /// A model whose score for class c is `c · 20 · (x - 1/2)`.
    private String model(int classes, List<String> labels) throws IOException {
        Network n = Network.of(Shape.of(1, 8, 8), Conv2d.of(classes, 1));
        Parameters p = n.initialParameters(0);
        for (int c = 0; c < classes; c++) {
            p.slab()[p.slot("weight").offset() + c] = 20f * c;
            p.slab()[p.slot("bias").offset() + c] = -10f * c;
        }
        Path file = temp.resolve(classes + ".onnx");
        ModelInfo info = ModelInfo.of("half", n.inputShape()).withLabels(labels);
        Model.of(n, p, n.initialState(), info, Noyau.backend()).save(file);
        return file.toString();
    }

    private Run segment(String... words) {
        String[] more = {"--out", temp.resolve("found").toString(), "--json"};
        return Run.of(Stream.of(Stream.of("segment"), Arrays.stream(words), Arrays.stream(more))
                .flatMap(s -> s)
                .toArray(String[]::new));
    }

    private Set<String> files() throws IOException {
        if (!Files.exists(temp.resolve("found"))) {
            return Set.of();
        }
        try (Stream<Path> all = Files.list(temp.resolve("found"))) {
            Set<String> names = new TreeSet<>();
            all.forEach(f -> names.add(f.getFileName().toString()));
            return names;
        }
    }

    private int[] mask(String name) throws IOException {
        BufferedImage b = ImageIO.read(temp.resolve("found").resolve(name).toFile());
        return b.getRaster().getSamples(0, 0, b.getWidth(), b.getHeight(), 0, (int[]) null);
    }

    private static int[] expected() {
        int[] m = new int[WIDTH * HEIGHT];
        Arrays.setAll(m, i -> i % WIDTH < 3 ? 1 : 0);
        return m;
    }

    @Test
    void eachPixelGetsItsClass() throws IOException {
        Run r = segment(model(2, List.of("paper", "white ink")), image);
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(files())
                .containsExactly(
                        "cells-mask.png",
                        "cells-overlay.png",
                        "cells-probability-paper.png",
                        "cells-probability-white-ink.png",
                        "segments.json");
        assertThat(mask("cells-mask.png")).isEqualTo(expected());
        int[] probability = mask("cells-probability-white-ink.png");
        assertThat(probability[0]).isEqualTo(255);
        assertThat(probability[WIDTH - 1]).isZero();
        Map<?, ?> found =
                (Map<?, ?>) ((List<?>) java.util.Objects.requireNonNull(r.json().get("images"))).getFirst();
        assertThat(found.get("height")).isEqualTo((long) HEIGHT);
        Map<?, ?> ink = (Map<?, ?>) ((List<?>) java.util.Objects.requireNonNull(found.get("classes"))).getLast();
        assertThat(ink.get("label")).isEqualTo("white ink");
        assertThat(ink.get("pixels")).isEqualTo(15L);
        assertThat((Double) ink.get("share")).isEqualTo(15.0 / 35);
        assertThat(Run.parse(Files.readString(temp.resolve("found/segments.json"))))
                .isEqualTo(r.json());
    }

    @Test
    void severalLabelsGiveAMaskEach() throws IOException {
        Run r = segment(model(3, List.of("none", "a/b", "a b")), image, "--several", "--flips");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(files()).contains("cells-mask-none.png", "cells-mask-a-b.png", "cells-mask-a-b-2.png");
        assertThat(mask("cells-mask-a-b.png")).isEqualTo(expected());
        assertThat(mask("cells-mask-none.png")).containsOnly(0);
    }

    /// A network that sees far: tiles are written as the whole image is, row by row.
    @Test
    void tilesGiveTheFilesOfTheWholeImage() throws IOException {
        Network n = Network.of(Shape.of(3, 32, 32), UNet.of(3).depth(2).width(4));
        Path file = temp.resolve("unet.onnx");
        Model.of(n, ModelInfo.of("unet", n.inputShape()), Noyau.backend()).save(file);
        BufferedImage b = new BufferedImage(203, 301, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 203 * 301; i++) {
            b.setRGB(i % 203, i / 203, random.nextInt(1 << 24));
        }
        ImageIO.write(b, "png", temp.resolve("noise.png").toFile());
        Run whole = segment(file.toString(), temp.resolve("noise.png").toString());
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(whole.err()).contains("noise.png: padded from 301×203 to 304×204, which the network can halve");
        Map<String, int[]> before = pixels();
        Run tiled = segment(file.toString(), temp.resolve("noise.png").toString(), "--tile", "96");
        assertThat(tiled.code()).as(tiled.err()).isZero();
        Map<String, int[]> after = pixels();
        assertThat(after.keySet()).isEqualTo(before.keySet()).hasSize(5);
        before.forEach((name, p) -> {
            int[] t = Objects.requireNonNull(after.get(name));
            assertThat(t).as(name).hasSameSizeAs(p);
            for (int i = 0; i < p.length; i++) {
                // A byte of probability may be rounded the other way.
                assertThat(Math.abs(t[i] - p[i])).as(name).isLessThanOrEqualTo(name.contains("probability") ? 1 : 0);
            }
        });
        Run small = segment(file.toString(), temp.resolve("noise.png").toString(), "--tile", "16");
        assertThat(small.code()).isEqualTo(Main.FAILED);
        assertThat(small.err())
                .contains("noyau: tiles of 16 are too small: the network sees 23 pixels around each one");
    }

    private Map<String, int[]> pixels() throws IOException {
        Map<String, int[]> all = new TreeMap<>();
        for (String f : files()) {
            if (f.endsWith(".png")) {
                BufferedImage b = ImageIO.read(temp.resolve("found").resolve(f).toFile());
                all.put(f, b.getRaster().getPixels(0, 0, b.getWidth(), b.getHeight(), (int[]) null));
            }
        }
        return all;
    }

    /// What is transparent lies over white; of 16 bits the upper ones count as much as the lower ones add.
    @Test
    void alphaLiesOverWhiteAndSixteenBitsCount() throws IOException {
        BufferedImage clear = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            clear.setRGB(i % WIDTH, i / WIDTH, i % WIDTH < 3 ? 0x00ffffff & i : 0xff000000);
        }
        ImageIO.write(clear, "png", temp.resolve("clear.png").toFile());
        BufferedImage deep = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            deep.getRaster().setSample(i % WIDTH, i / WIDTH, 0, i % WIDTH < 3 ? 0x8001 : 0x7ffe);
        }
        ImageIO.write(deep, "png", temp.resolve("deep.png").toFile());
        Run r = segment(
                model(2, List.of()),
                temp.resolve("clear.png").toString(),
                temp.resolve("deep.png").toString());
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(mask("clear-mask.png")).isEqualTo(expected());
        assertThat(mask("deep-mask.png")).isEqualTo(expected());
    }

    @Test
    void damagedPicturesCanBeLeftOut() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(image));
        Path bad = Files.write(temp.resolve("bad.png"), Arrays.copyOf(bytes, bytes.length - 40));
        String none = temp.resolve("none.png").toString();
        Run r = segment(model(2, List.of()), bad.toString(), none, image, "--skip-bad");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.err()).contains("left out: " + bad).contains("left out: " + none);
        assertThat(files()).contains("cells-mask.png").noneMatch(f -> f.contains("bad") || f.contains("none"));
        assertThat((List<?>) r.json().get("images")).hasSize(1);
        assertThat((List<?>) r.json().get("skipped")).hasSize(2);
        Run all = segment(model(2, List.of()), bad.toString(), none, "--skip-bad");
        assertThat(all.code()).isEqualTo(Main.FAILED);
        assertThat(all.err()).endsWith("noyau: none of the 2 images could be read\n");
    }

    @Test
    void moreClassesThanAMaskCanNumber() throws IOException {
        Run r = segment(model(257, List.of()), image);
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(r.err()).contains("a mask numbers 256 classes at most, the model tells 257 apart");
        assertThat(files()).isEmpty();
        assertThat(segment(model(256, List.of()), image).code()).isZero();
        assertThat(mask("cells-mask.png")[0]).isEqualTo(255);
    }

    @Test
    void nothingIsLeftOfWhatFailed() throws IOException {
        Files.createDirectories(temp.resolve("found/.cells-probability-ink.png.part"));
        Run r = segment(model(2, List.of("paper", "ink")), image);
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(files()).containsExactly(".cells-probability-ink.png.part");
        Files.delete(temp.resolve("found/.cells-probability-ink.png.part"));
        byte[] bytes = Files.readAllBytes(Path.of(image));
        Path part = Files.write(temp.resolve("part.png"), Arrays.copyOf(bytes, bytes.length - 40));
        Run truncated = segment(model(2, List.of("paper", "ink")), part.toString());
        assertThat(truncated.code()).isEqualTo(Main.FAILED);
        assertThat(truncated.err()).contains("part.png").doesNotContain("should not happen");
        assertThat(files()).isEmpty();
    }

    @Test
    void modelsAndPicturesThatAreNone() throws IOException {
        assertFails(segment("unet", image), "unet: is the name of a network, which has learned nothing yet");
        assertFails(segment(model(2, List.of()), temp.resolve("no.png").toString()), "no.png: there is no such file");
        Run twice = segment(model(2, List.of()), image, image);
        assertThat(twice.err()).contains("two images are called cells");
        Network n = CourseNetworks.get("stride2-2");
        Path file = temp.resolve("small.onnx");
        Model.of(n, ModelInfo.of("small", n.inputShape()), Noyau.backend()).save(file);
        Run small = segment(file.toString(), image);
        assertThat(small.code()).isEqualTo(Main.FAILED);
        assertThat(small.err()).contains("not an answer for each pixel");
        assertThat(files()).isEmpty();
    }

    private static void assertFails(Run r, String sentence) {
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).contains(sentence);
        assertThat(r.err().lines()).hasSize(1);
    }
}
