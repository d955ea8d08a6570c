package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.Noyau;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Learns descriptors from generated pictures, and matches a picture with a part of it.
class MatchTest {
    private static final int WIDTH = 180;
    private static final int HEIGHT = 170;
    private static final int RIGHT = 21;
    private static final int DOWN = 14;

    @TempDir
    Path temp;

    private String at(String name) {
        return temp.resolve(name).toString();
    }

    /// Rectangles of many sizes and colours, one over the other.
    private static BufferedImage picture(int seed) {
        BufferedImage b = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = b.createGraphics();
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            g.setColor(new Color(random.nextInt(1 << 24)));
            g.fillRect(random.nextInt(WIDTH), random.nextInt(HEIGHT), 3 + random.nextInt(25), 3 + random.nextInt(25));
        }
        g.dispose();
        return b;
    }

    @BeforeEach
    void pictures() throws IOException {
        Files.createDirectories(temp.resolve("photos/more/.hidden"));
        for (int i = 0; i < 5; i++) {
            ImageIO.write(
                    picture(i),
                    "png",
                    temp.resolve("photos/more/p" + i + ".png").toFile());
        }
        Files.write(temp.resolve("photos/more/.hidden/broken.png"), new byte[4]);
        Files.writeString(temp.resolve("photos/notes.txt"), "no photograph");
        BufferedImage whole = picture(9);
        ImageIO.write(whole, "png", temp.resolve("a.png").toFile());
        BufferedImage part = whole.getSubimage(RIGHT, DOWN, WIDTH - RIGHT - 5, HEIGHT - DOWN);
        ImageIO.write(part, "png", temp.resolve("b.png").toFile());
        Files.writeString(temp.resolve("shift.txt"), "1 0 -" + RIGHT + "\n0 1 -" + DOWN + "\n0 0 1\n");
        BufferedImage blank = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        ImageIO.write(blank, "png", temp.resolve("blank.png").toFile());
        Network n = Zoo.get("descriptor", Shape.of(3, 32, 32), 8);
        Model.of(n, ModelInfo.of("descriptor", n.inputShape()), Noyau.backend()).save(temp.resolve("model.onnx"));
    }

    private Run train(String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--data", "photos:" + at("photos"), "--limit", "8"));
        words.addAll(List.of("--epochs", "1", "--batch", "2"));
        words.addAll(List.of(more));
        return Run.of(words.toArray(String[]::new));
    }

    private static double share(Map<?, ?> json, String what, String name) {
        Map<?, ?> m = (Map<?, ?>) Objects.requireNonNull(json.get(what), what);
        return ((Number) Objects.requireNonNull(m.get(name), name)).doubleValue();
    }

    /// The same bits for any number of threads; the model takes images of other sizes than the one it was
    /// made for.
    @Test
    void learnsFromPhotographsAndMatches() throws IOException {
        for (String threads : List.of("1", "2")) {
            Run r = train("--threads", threads, "--out", at("run" + threads), "--json");
            assertThat(r.code()).as(r.err()).isZero();
            assertThat((Double) r.json().get("test_matched")).isBetween(0.0, 1.0);
            assertThat(r.err()).contains("descriptor").contains("matched");
        }
        assertThat(temp.resolve("run2/model.onnx")).hasSameBinaryContentAs(temp.resolve("run1/model.onnx"));
        Model m = Model.load(temp.resolve("run1/model.onnx"));
        assertThat(m.info().input()).isEqualTo(Shape.of(3, 192, 192));
        assertThat(m.info().mean()).containsExactly(0.5f, 0.5f, 0.5f);
        Run r = Run.of("match", at("run1"), at("a.png"), at("b.png"), "--homography", at("shift.txt"), "--json");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(share(r.json(), "descriptors", "share_within_3")).isGreaterThan(0.6);
        assertThat(share(r.json(), "patches", "share_within_3")).isGreaterThan(0.6);
        assertThat(share(r.json(), "patches", "within_1")).isLessThanOrEqualTo(share(r.json(), "patches", "within_3"));
        Run more = train("--model", at("run1/model.onnx"), "--out", at("more"));
        assertThat(more.code()).as(more.err()).isZero();
        Run resumed = Run.of("train", "--resume", at("run1"), "--epochs", "2");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains("epoch 2/2").contains("of the points matched (of 64 in each pair of views)");
    }

    @Test
    void drawsMatchesSideBySide() throws IOException {
        Run r = Run.of("match", at("model.onnx"), at("a.png"), at("b.png"), "--out", at("m.png"), "--most", "50");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out())
                .startsWith("50 points in the first image, 50 in the second\n")
                .containsPattern("descriptors +\\d+ matches\n")
                .doesNotContain("patches")
                .contains("matches     " + at("m.png"));
        BufferedImage b = ImageIO.read(temp.resolve("m.png").toFile());
        assertThat(b.getWidth()).isEqualTo(2 * WIDTH - RIGHT - 5 + 8);
        assertThat(b.getHeight()).isEqualTo(HEIGHT);
        Run known = Run.of(
                "match",
                at("model.onnx"),
                at("a.png"),
                at("b.png"),
                "--out",
                at("k.png"),
                "--points",
                "grid",
                "--homography",
                at("shift.txt"));
        assertThat(known.code()).as(known.err()).isZero();
        assertThat(known.out())
                .containsPattern("16×16 patches +\\d+ matches, \\d+ within 3 px \\(.* %\\), \\d+ within 1");
        assertThat(temp.resolve("k.png")).isNotEmptyFile();
    }

    @Test
    void readsHomographiesOfOpenCv() throws IOException {
        Path file = Files.writeString(
                temp.resolve("h.xml"),
                "<?xml version=\"1.0\"?>\n<opencv_storage><H13 type_id=\"opencv-matrix\"><rows>3</rows><cols>3</cols>"
                        + "<dt>d</dt>\n<data>\n\t1. 0. 5e0\n 0. 1. -2.5\n 0. 0. 1. </data></H13></opencv_storage>");
        assertThat(HomographyFile.read(file).values()).containsExactly(1, 0, 5, 0, 1, -2.5, 0, 0, 1);
    }

    private void assertFails(Run r, String sentence) {
        assertThat(r.code()).isNotZero();
        assertThat(r.err()).contains(sentence).doesNotContain("\tat ").doesNotContain("should not happen");
        assertThat(temp.resolve("m.png")).doesNotExist();
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.png     | b.png   | --points corners      | unknown kind of points 'corners'",
                "a.png     | b.png   | --points scores       | the model gives no map of scores beside the descriptors",
                "a.png     | no.png  | --most 9              | no.png: there is no such file",
                "blank.png | b.png   | --points harris       | blank.png: no point was found in it",
                "a.png     | b.png   | --homography a.png    | a.png: expected the nine numbers of a homography",
                "a.png     | b.png   | --homography flat.txt | flat.txt: a homography can be inverted",
                "a.png     | b.png   | --homography few.txt  | few.txt: a homography has 3 rows of 3 finite numbers",
            })
    void whatCannotBeMatchedIsSaidInOneSentence(String a, String b, String option, String sentence) throws IOException {
        Files.writeString(temp.resolve("flat.txt"), "1 2 3 2 4 6 0 0 1");
        Files.writeString(temp.resolve("few.txt"), "1, 2, 3");
        String[] words = option.strip().split(" ");
        String value = words[0].equals("--homography") ? at(words[1]) : words[1];
        assertFails(Run.of("match", at("model.onnx"), at(a), at(b), words[0], value, "--out", at("m.png")), sentence);
    }

    @Test
    void photographsThatCannotBeLearnedFrom() throws IOException {
        Files.createDirectories(temp.resolve("none"));
        String[] out = {"--out", at("run")};
        assertFails(
                Run.of("train", "--data", "photos:" + at("none"), out[0], out[1]),
                "none: there are no photographs in it or below; expected files with one of the endings bmp, gif, jpeg");
        assertFails(
                Run.of("train", "--data", "photos:" + at("nowhere"), out[0], out[1]),
                "nowhere: there is no such folder");
        assertFails(
                train("--size", "3x100x200", out[0], out[1]),
                "views of 128×128 are cut from photographs of 160 pixels at least in height and width, found 3×100×200");
        assertFails(train("--augment", "flip", out[0], out[1]), "--augment: does not go with photos:");
        assertFails(train("--test-split", "0", out[0], out[1]), "has 5 photographs, of which a share of 0");
        assertFails(
                train("--model", "digits-cnn", out[0], out[1]),
                "not a descriptor for each pixel; take one of descriptor, unet");
        assertFails(
                Run.of("evaluate", at("model.onnx"), "--data", "photos:" + at("photos")),
                "photographs have no classes; noyau train learns descriptors from them");
    }
}
