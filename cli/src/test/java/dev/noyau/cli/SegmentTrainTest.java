package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.model.Model;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Trains for an answer per pixel on small generated folders, and measures what was learned.
class SegmentTrainTest {
    @TempDir
    Path temp;

    private String at(String name) {
        return temp.resolve(name).toString();
    }

    private Run train(Path data, String... more) {
        List<String> args = new ArrayList<>(List.of("train", "--data", "seg:" + data, "--out", at("run")));
        args.addAll(List.of("--threads", "2"));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    private Run learn(Path data, String... more) {
        List<String> all = new ArrayList<>(List.of("--model", "unet-small", "--epochs", "12", "--batch", "4"));
        all.addAll(List.of("--lr", "0.01"));
        all.addAll(List.of(more));
        return train(data, all.toArray(String[]::new));
    }

    private Path folder(String kind, int count) throws IOException {
        Path f = temp.resolve(kind);
        return switch (kind) {
            case "values" -> Blobs.values(f, count);
            case "palettes" -> Blobs.palettes(f, count);
            case "colours" -> Blobs.colours(f, count, 5);
            case "objects" -> Blobs.objects(f, count);
            case "labels" -> Blobs.labels(f, count);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static double number(Map<String, @Nullable Object> json, String name) {
        return (double) Objects.requireNonNull(json.get(name), name);
    }

    private static void assertFails(Run r, String sentence) {
        assertThat(r.code()).isNotZero();
        assertThat(r.err()).contains(sentence).doesNotContain("\tat ").doesNotContain("should not happen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"values", "palettes", "colours", "objects", "labels"})
    void learnsFromMasksOfEachKind(String kind) throws IOException {
        Run r = learn(folder(kind, 30), "--json");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(number(r.json(), "test_mean_iou")).isGreaterThan(0.9);
        assertThat(number(r.json(), "test_mean_dice")).isGreaterThanOrEqualTo(number(r.json(), "test_mean_iou"));
        assertThat(r.json()).containsKeys("test_accuracy", "test_loss", "classes", "wall_seconds", "peak_rss_mib");
        assertThat(r.json().containsKey("objects")).isEqualTo(kind.equals("objects"));
        Model m = Model.load(temp.resolve("run/model.onnx"));
        assertThat(m.info().mean()).hasSize(1);
        assertThat(m.info().std()).hasSize(1);
        assertThat(m.info().labels()).isEqualTo(labels(kind));
        Run e = Run.of("evaluate", at("run"), "--data", "seg:" + temp.resolve(kind), "--json", "--threads", "1");
        assertThat(e.code()).as(e.err()).isZero();
        assertThat(number(e.json(), "mean_iou")).isEqualTo(number(r.json(), "test_mean_iou"));
        assertThat(e.json().get("classes")).isEqualTo(r.json().get("classes"));
    }

    private static List<String> labels(String kind) {
        return switch (kind) {
            case "colours" -> List.of("ground", "bright", "dim");
            case "objects" -> List.of("background", "object");
            case "labels" -> List.of("bright", "dim");
            default -> List.of("0", "1", "2");
        };
    }

    @Test
    void saysEachEpochAndATableAtTheEnd() throws IOException {
        Run r = learn(
                folder("colours", 12),
                "--loss",
                "cross-entropy+0.5*dice",
                "--class-weights",
                "balanced",
                "--augment",
                "flip,scale:0.9:1.1,elastic:1:8");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out())
                .contains("training on 12 images, batch 4, seed 1")
                .containsPattern("epoch 12/12  loss \\d.*  test loss \\d.* accuracy \\d.* mean IoU \\d.* %")
                .containsPattern("test pixel accuracy .*, mean IoU .*, mean Dice .*, loss .*, 5 images")
                .containsPattern("class +pixels +IoU +Dice\n")
                .containsPattern("ground +8\\d\\.\\d\\d % ")
                .contains("boundary F1 within 1 pixels")
                .contains("peak memory ");
        List<Map<String, @Nullable Object>> lines = Files.readAllLines(temp.resolve("run/metrics.jsonl")).stream()
                .map(Run::parse)
                .toList();
        assertThat(lines).hasSize(13);
        assertThat(lines.getFirst()).containsKeys("train_loss", "test_loss", "test_accuracy", "test_mean_iou");
        assertThat(lines.getLast()).containsEntry("event", "end").containsKeys("test_mean_iou", "test_mean_dice");
    }

    /// The same bits, whether it goes through or stops in between, with all settings from the checkpoint.
    @Test
    void resumesBitForBit() throws IOException {
        Path data = folder("values", 10);
        String[] settings = {
            "--model", "unet", "--skips", "none", "--batch", "4", "--loss", "dice+2*focal:1", "--schedule", "constant"
        };
        for (String out : List.of("whole", "parts")) {
            List<String> args = new ArrayList<>(List.of("train", "--data", "seg:" + data, "--out", at(out)));
            args.addAll(List.of(settings));
            args.addAll(List.of("--augment", "flip,turn", "--epochs", out.equals("whole") ? "3" : "1"));
            Run r = Run.of(args.toArray(String[]::new));
            assertThat(r.code()).as(r.err()).isZero();
        }
        Run r = Run.of("train", "--resume", at("parts"), "--epochs", "3", "--threads", "1");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out())
                .startsWith("unet-no-skips")
                .contains("from step 2 on")
                .contains("epoch 2/3");
        for (String file : List.of("model.onnx", "checkpoint.safetensors")) {
            assertThat(temp.resolve("parts").resolve(file))
                    .hasSameBinaryContentAs(temp.resolve("whole").resolve(file));
        }
        assertFails(
                Run.of("train", "--resume", at("parts"), "--loss", "dice"),
                "--loss dice: the training began with dice+2*focal:1; leave the option out");
    }

    @Test
    void goesOnFromAModelFile() throws IOException {
        learn(folder("values", 10), "--epochs", "1");
        List<Float> mean = Model.load(temp.resolve("run/model.onnx")).info().mean();
        Run r = Run.of(
                "train",
                "--data",
                "seg:" + at("values"),
                "--model",
                at("run/model.onnx"),
                "--epochs",
                "1",
                "--out",
                at("more"),
                "--mean",
                "0.5",
                "--std",
                "0.25");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(Model.load(temp.resolve("more/model.onnx")).info().mean()).containsExactly(0.5f);
        Run same = Run.of(
                "train",
                "--data",
                "seg:" + at("values"),
                "--model",
                at("run/model.onnx"),
                "--epochs",
                "1",
                "--out",
                at("same"));
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(Model.load(temp.resolve("same/model.onnx")).info().mean()).isEqualTo(mean);
    }

    /// Drawn side by side: the image, the truth, the prediction.
    @Test
    void drawsTheWorstImages() throws IOException {
        learn(folder("objects", 15));
        Run r = Run.of("evaluate", at("run"), "--data", "seg:" + at("objects"), "--worst", at("worst.png"));
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out())
                .contains("worst images, by their mean IoU:")
                .contains("objects of at least 8 pixels: 6 found, 0 invented, 0 missed; AP at IoU 0.5 100.00 %")
                .contains("image, truth and prediction of these: " + at("worst.png"));
        BufferedImage b = ImageIO.read(temp.resolve("worst.png").toFile());
        assertThat(b.getWidth()).isEqualTo(3 * Blobs.SIDE + 8);
        assertThat(b.getHeight()).isEqualTo(3 * Blobs.SIDE + 8);
        int red = 0;
        for (int i = 0; i < Blobs.SIDE * Blobs.SIDE; i++) {
            int rgb = b.getRGB(Blobs.SIDE + 4 + i % Blobs.SIDE, i / Blobs.SIDE);
            int image = b.getRGB(i % Blobs.SIDE, i / Blobs.SIDE);
            assertThat(image >> 8 & 255).isEqualTo(image & 255);
            red += (rgb >> 16 & 255) > (rgb & 255) ? 1 : 0;
        }
        assertThat(red).as("pixels of two squares of 4×5").isEqualTo(40);
    }

    @Test
    void aMaskOfAnotherSize() throws IOException {
        Path data = folder("values", 6);
        Blobs.write(data.resolve("masks/b3.png"), Blobs.grey(new int[64], 1));
        assertFails(train(data), "b3.png: the mask is 8×8, its image ");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void aValueWithoutAClass() throws IOException {
        Path data = folder("values", 6);
        Files.writeString(temp.resolve("names.txt"), "ground\nbright\n");
        assertFails(train(data, "--classes", at("names.txt")), "is no class; there are ground, bright; add it to");
        Run r = train(data, "--classes", at("names.txt"), "--ignore", "2", "--epochs", "1", "--model", "unet-small");
        assertThat(r.code()).as(r.err()).isZero();
    }

    @Test
    void foldersWithoutImagesOrMasks() throws IOException {
        Files.createDirectories(temp.resolve("empty/images"));
        Files.createDirectories(temp.resolve("empty/masks"));
        assertFails(train(temp.resolve("empty")), "images: there are no images in this folder");
        assertFails(train(temp.resolve("nowhere")), "nowhere: there is no such folder");
        Path data = folder("values", 14);
        for (int i = 1; i < 13; i++) {
            Files.delete(data.resolve("masks/b" + i + ".png"));
        }
        assertFails(
                train(data),
                "12 of 14 images have no mask of their name there: b1, b10, b11, b12, b2, b3, b4, b5, b6, b7, ...");
    }

    @Test
    void aDamagedFileIsNamedAndCanBeLeftOut() throws IOException {
        Path data = folder("values", 12);
        Path bad = data.resolve("images/b7.png");
        Files.write(bad, Arrays.copyOf(Files.readAllBytes(bad), 60));
        assertFails(train(data), "b7.png");
        assertThat(temp.resolve("run")).doesNotExist();
        Run r = train(data, "--skip-bad", "--epochs", "1", "--model", "unet-small");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.err()).contains("left out: ").contains("b7.png");
        assertThat(r.out()).contains("training on 9 images");
    }

    @Test
    void aNetworkThatDoesNotAnswerForEachPixel() throws IOException {
        assertFails(
                train(folder("values", 6), "--model", "digits-cnn"),
                "not a score for each of 3 classes at each pixel; take one of unet, unet-small");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--loss dise                        | --loss: unknown loss 'dise'; did you mean 'dice'?",
                "--loss two*dice                    | --loss: 'two*dice' needs numbers before its *",
                "--loss tversky:0.3                 | --loss: 'tversky' takes 2 numbers, found 'tversky:0.3'",
                "--loss dice --class-weights median | --class-weights: they count in the cross-entropy, which --loss",
                "--class-weights 1,2                | --class-weights: there are 3 classes, found 2 numbers in '1,2'",
                "--class-weights heavy              | --class-weights: expects none, balanced, median or a number",
                "--ignore 70000                     | --ignore: expects a value of a mask, 0 to 65535, found 70000",
                "--skips all                        | --skips: is none, and goes with --model unet; found --skips all",
                "--size 2x16x16                     | --size: images are grey, 1xHxW, or colour, 3xHxW; found 2x16x16",
                "--test-split 0.5                   | --test-split: of data with an answer for each pixel every fifth",
            })
    void wrongUsageIsSaidInOneSentence(String options, String sentence) throws IOException {
        Run r = train(folder("values", 6), options.strip().split(" +"));
        assertThat(r.code()).as(r.err()).isEqualTo(Main.WRONG_USAGE);
        assertThat(r.err()).startsWith("noyau: " + sentence).doesNotContain("\tat ");
    }

    @Test
    void optionsForPixelsNeedThem() {
        assertFails(
                Run.of("train", "mnist", "--loss", "dice"), "--loss: goes with data that has an answer for each pixel");
        assertFails(Run.of("evaluate", "m.onnx", "--worst", "w.png"), "--worst: goes with data that has an answer");
    }

    @Test
    void masksWithMoreClassesThanTheModel() throws IOException {
        learn(folder("objects", 10), "--epochs", "1");
        folder("values", 10);
        assertFails(
                Run.of("evaluate", at("run"), "--data", "seg:" + at("values")),
                "values: the masks have 3 classes, the model tells 2 apart");
    }
}
