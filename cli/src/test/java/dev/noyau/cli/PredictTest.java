package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Predictions and measurements with one model, trained for all tests.
class PredictTest {
    @TempDir
    static Path shared;

    private static String data = "";
    private static String model = "";

    @TempDir
    Path temp;

    @BeforeAll
    static void train() throws IOException {
        data = "idx:" + Squares.folder(shared.resolve("squares"), 256, 64);
        String out = shared.resolve("run").toString();
        Run r = Run.of(
                "train", "--data", data, "--model", "course-tiny", "--batch", "32", "--epochs", "12", "--out", out);
        assertThat(r.code()).as(r.err()).isZero();
        model = shared.resolve("run/model.onnx").toString();
    }

    private String png(int label, int size, boolean inverted) throws IOException {
        return Squares.png(temp.resolve(label + "-" + size + inverted + ".png"), label, size, inverted)
                .toString();
    }

    @Test
    void tellsWhatAnImageShows() throws IOException {
        String image = png(2, Squares.SIDE, false);
        Run r = Run.of("predict", model, image);
        assertThat(r.code()).as(r.err()).isZero();
        List<String> lines = r.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo(image);
        assertThat(lines.get(1)).matches("  2  +(9\\d|100)\\.\\d\\d %");
    }

    @Test
    void jsonOfSeveralImagesOfOtherSizes() throws IOException {
        String[] images = {png(0, 56, false), png(1, 112, false), png(3, 28, false)};
        Run r = Run.of("predict", model, images[0], images[1], images[2], "--json", "--top", "2");
        assertThat(r.json()).containsEntry("model", model);
        List<?> predictions = (List<?>) r.json().get("predictions");
        assertThat(predictions).hasSize(3);
        int[] expected = {0, 1, 3};
        for (int i = 0; i < expected.length; i++) {
            Map<?, ?> p = (Map<?, ?>) predictions.get(i);
            List<?> classes = (List<?>) p.get("classes");
            assertThat(classes).hasSize(2);
            assertThat(((Map<?, ?>) classes.getFirst()).get("class")).isEqualTo((long) expected[i]);
            assertThat((double) ((Map<?, ?>) classes.getFirst()).get("probability"))
                    .isBetween(0.9, 1.0);
        }
    }

    @Test
    void invertsDarkOnLight() throws IOException {
        assertThat(Run.of("predict", model, png(1, 28, true), "--invert", "--top", "1")
                        .out()
                        .lines()
                        .toList()
                        .get(1))
                .startsWith("  1  ");
    }

    @Test
    void namesFromAFile() throws IOException {
        Path labels = Files.writeString(temp.resolve("labels.txt"), "one\ntwo\nthree\nfour\n");
        assertThat(Run.of("predict", model, png(2, 28, false), "--labels", labels.toString())
                        .out())
                .contains("  three  ");
        Files.writeString(labels, "one\ntwo\n");
        Run r = Run.of("predict", model, png(2, 28, false), "--labels", labels.toString());
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(r.err()).contains("labels.txt: has 2 labels, the model tells 4 classes apart");
    }

    @Test
    void imagesAndModelsThatAreNone() throws IOException {
        String image = png(0, 28, false);
        Path text = Files.writeString(temp.resolve("text.png"), "hello");
        Path part = Files.write(temp.resolve("part.png"), Arrays.copyOf(Files.readAllBytes(Path.of(image)), 90));
        Path broken = Files.write(temp.resolve("m.onnx"), Arrays.copyOf(Files.readAllBytes(Path.of(model)), 900));
        assertFails(Run.of("predict", model, temp.resolve("no.png").toString()), "no.png: there is no such file");
        assertFails(Run.of("predict", model, image, text.toString()), "text.png: is not a picture that can be read");
        assertFails(Run.of("predict", model, part.toString()), "part.png: is truncated or damaged");
        assertFails(Run.of("predict", broken.toString(), image), "m.onnx: it is truncated or not ONNX");
        assertFails(Run.of("predict", temp.resolve("no.onnx").toString(), image), "no.onnx: there is no such model");
    }

    private static void assertFails(Run r, String sentence) {
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).contains(sentence).doesNotContain("\tat ").doesNotContain("should not happen");
        assertThat(r.err().lines()).hasSize(1);
    }

    @Test
    void evaluatesOnAFolder() {
        Run r = Run.of("evaluate", model, "--data", data, "--json");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json())
                .containsEntry("images", 64L)
                .containsEntry("accuracy", 1.0)
                .containsKey("loss");
        assertThat((List<?>) r.json().get("confusion"))
                .isEqualTo(List.of(
                        List.of(16L, 0L, 0L, 0L),
                        List.of(0L, 16L, 0L, 0L),
                        List.of(0L, 0L, 16L, 0L),
                        List.of(0L, 0L, 0L, 16L)));
        assertThat(Run.of("evaluate", model, "--data", data).out())
                .startsWith("accuracy 100.00 %, loss ")
                .contains("3      |  ·  ·  · 16 |    100.00 %");
    }

    @Test
    void labelsThatTheModelDoesNotKnow() {
        assertFails(Run.of("evaluate", model, "--data", "mnist", "--limit", "4"), "has label 7");
    }

    @Test
    void summaryOfAFile() {
        Run r = Run.of("summary", model, "--json");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.json()).containsEntry("input", List.of(1L, 28L, 28L)).containsEntry("output", List.of(4L, 1L, 1L));
        assertThat(r.json()).containsEntry("parameters", 30L + 140 + 368 + 4 * 128 + 4);
    }
}
