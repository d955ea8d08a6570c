package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.model.Weights;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data, weights and models in the files that people have.
class FilesTest {
    @TempDir
    Path temp;

    private String at(String name) {
        return temp.resolve(name).toString();
    }

    private Run train(String data, String out, String... more) {
        String[] plain = {"train", "--data", data, "--out", at(out), "--batch", "16", "--threads", "2", "--json"};
        String[] all = Arrays.copyOf(plain, plain.length + more.length);
        System.arraycopy(more, 0, all, plain.length, more.length);
        Run r = Run.of(all);
        assertThat(r.code()).as(r.err()).isZero();
        return r;
    }

    /// Images of four classes in folders, and the same in a list.
    private void images() throws IOException {
        StringBuilder csv = new StringBuilder("path,label\n");
        for (int i = 0; i < 40; i++) {
            Path file = temp.resolve("images/class-" + i % 4 + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            Squares.png(file, i % 4, 28, false);
            csv.append(temp.relativize(file)).append(",class-").append(i % 4).append('\n');
        }
        Files.writeString(temp.resolve("list.csv"), csv);
    }

    @Test
    void learnsFromFoldersAndMeasuresOnThem() throws IOException {
        images();
        String[] settings = {
            "--model",
            "course-tiny",
            "--epochs",
            "6",
            "--augment",
            "pad-crop:1,rotate:5",
            "--test-split",
            "0.25",
            "--mean",
            "0.1",
            "--std",
            "0.3",
            "--lr",
            "0.01"
        };
        Run r = train("folder:" + at("images"), "run", settings);
        Run again = train("folder:" + at("images"), "again", settings);
        assertThat(again.json().get("train_loss")).isEqualTo(r.json().get("train_loss"));
        Run listed = train("csv:" + at("list.csv"), "listed", settings);
        assertThat((Double) listed.json().get("train_loss")).isPositive();
        Run e = Run.of("evaluate", at("run"), "--data", "folder:" + at("images"), "--json");
        assertThat(e.code()).as(e.err()).isZero();
        assertThat(e.json()).containsEntry("images", 40L).containsKeys("accuracy", "loss", "confusion");
        Run p = Run.of("predict", at("run"), at("images/class-2/2.png"), "--json", "--top", "1");
        assertThat(p.out()).contains("\"label\":\"class-");
    }

    @Test
    void convertsBetweenModelsAndWeights() throws IOException {
        String data = "idx:" + Squares.folder(temp.resolve("squares"), 64, 32);
        train(data, "run", "--model", "course-tiny", "--epochs", "1");
        double loss = loss(Run.of("evaluate", at("run"), "--data", data, "--json"));
        String model = at("run/model.onnx");
        convert(model, at("w.safetensors"));
        convert(at("w.safetensors"), at("w.npz"));
        convert(at("w.npz"), at("m.onnx"), "--model", "course-tiny", "--size", "1x28x28", "--classes", "4");
        assertThat(loss(Run.of("evaluate", at("m.onnx"), "--data", data, "--json")))
                .isEqualTo(loss);
        assertThat(loss(Run.of("evaluate", "course-tiny", "--init", at("w.npz"), "--data", data, "--json")))
                .isEqualTo(loss);
        Run none = Run.of("convert", at("w.npz"), at("n.onnx"));
        assertThat(none.err()).contains("weights become a model with --model and --size");
        assertThat(Run.of("convert", at("w.npz"), at("n.pt")).code()).isNotZero();
        assertThat(Files.exists(temp.resolve("n.pt"))).isFalse();
        Run wrong = Run.of("convert", at("w.npz"), at("n.onnx"), "--model", "course-cnn", "--size", "1x28x28");
        assertThat(wrong.err()).contains("does not fit the network").contains("shape: ");
    }

    @Test
    void whatAConversionDoesNotTakeIsRefused() throws IOException {
        String data = "idx:" + Squares.folder(temp.resolve("squares"), 64, 32);
        train(data, "run", "--model", "course-tiny", "--epochs", "1");
        String model = at("run/model.onnx");
        Files.writeString(temp.resolve("labels.txt"), "a\nb\n");
        refused("--labels: has nothing to say here", model, at("w.npz"), "--labels", at("labels.txt"));
        refused("--mean: has nothing to say here", model, at("w.npz"), "--mean", "0", "--std", "1");
        refused("--size: has nothing to say here", model, at("n.onnx"), "--size", "1x28x28");
        refused(
                "each of the 1 channels that the model takes, found 3",
                model,
                at("n.onnx"),
                "--mean",
                "0,0,0",
                "--std",
                "1,1,1");
        refused("each number must be above 0, found '0'", model, at("n.onnx"), "--mean", "0", "--std", "0");
        refused("--std: expects a number for each channel", model, at("n.onnx"), "--mean", "0", "--std", "NaN");
        refused("has 2 names, the model tells 4 classes apart", model, at("n.onnx"), "--labels", at("labels.txt"));
        refused("no format for tensors has this ending", at("labels.txt"), at("n.onnx"));
        assertThat(temp.resolve("n.onnx")).doesNotExist();
        assertThat(temp.resolve("w.npz")).doesNotExist();
        convert(model, at("n.onnx"), "--mean", "0.5", "--std", "0.25");
        assertThat(Model.load(temp.resolve("n.onnx")).info().std()).containsExactly(0.25f);
    }

    private static void refused(String sentence, String... words) {
        Run r = Run.of(Stream.concat(Stream.of("convert"), Arrays.stream(words)).toArray(String[]::new));
        assertThat(r.code()).isNotZero();
        assertThat(r.err()).contains(sentence).doesNotContain("should not happen");
    }

    private static double loss(Run r) {
        assertThat(r.code()).as(r.err()).isZero();
        return (Double) Objects.requireNonNull(r.json().get("loss"));
    }

    private static void convert(String... words) {
        Run r = Run.of(Stream.concat(Stream.of("convert"), Arrays.stream(words)).toArray(String[]::new));
        assertThat(r.code()).as(r.err()).isZero();
    }

    @Test
    void trainingBeginsWithWeightsAndFreezesSome() throws IOException {
        String data = "idx:" + Squares.folder(temp.resolve("squares"), 64, 32);
        train(data, "run", "--model", "course-tiny", "--epochs", "8", "--lr", "0.01");
        String weights = at("run/checkpoint.safetensors");
        Run tuned = train(
                data,
                "tuned",
                "--model",
                "course-tiny",
                "--epochs",
                "1",
                "--init",
                weights,
                "--init-except",
                "6\\..*",
                "--freeze",
                "0.*,2.*",
                "--lr",
                "0.001",
                "--schedule",
                "constant");
        convert(at("run/model.onnx"), at("a.npz"));
        convert(at("tuned/model.onnx"), at("b.npz"));
        Map<String, Tensor> a = Weights.read(temp.resolve("a.npz")).tensors();
        Map<String, Tensor> b = Weights.read(temp.resolve("b.npz")).tensors();
        assertThat(b.get("0.weight").data()).isEqualTo(a.get("0.weight").data());
        assertThat(b.get("4.weight").data()).isNotEqualTo(a.get("4.weight").data());
        assertThat(tuned.json().get("epochs")).isEqualTo(1L);
        Run bad = Run.of("train", "--data", data, "--model", "course-cnn", "--init", weights, "--out", at("bad"));
        assertThat(bad.code()).isNotZero();
        assertThat(bad.err()).contains("does not fit the network").contains("shape: 0.weight");
        Run nothing = Run.of("train", "--data", data, "--init-except", "x");
        assertThat(nothing.err()).contains("--init-except goes with --init");
    }

    /// A model that goes on learning reads its data as it did before: the size, the numbers of each channel, the names.
    @Test
    void aModelFromAFileSaysHowItsDataIsRead() throws IOException {
        images();
        String data = "folder:" + at("images");
        train(data, "first", "--model", "course-tiny", "--size", "1x28x28", "--mean", "0.1", "--std", "0.3");
        Path big = temp.resolve("large/class-0/0.png");
        for (int i = 0; i < 8; i++) {
            big = temp.resolve("large/class-" + i % 4 + "/" + i + ".png");
            Files.createDirectories(big.getParent());
            Squares.png(big, i % 4, 56, false);
        }
        train(
                "folder:" + at("large"),
                "second",
                "--model",
                at("first/model.onnx"),
                "--epochs",
                "1",
                "--test-split",
                "0.5");
        ModelInfo info = Model.load(temp.resolve("second/model.onnx")).info();
        assertThat(info.input()).isEqualTo(Shape.of(1, 28, 28));
        assertThat(info.mean()).containsExactly(0.1f);
        assertThat(info.std()).containsExactly(0.3f);
        Run on = Run.of("train", "--resume", at("second"), "--epochs", "2", "--json");
        assertThat(on.code()).as(on.err()).isZero();
        train("idx:" + Squares.folder(temp.resolve("squares"), 64, 32), "third", "--model", at("second/model.onnx"));
        info = Model.load(temp.resolve("third/model.onnx")).info();
        assertThat(info.labels()).containsExactly("class-0", "class-1", "class-2", "class-3");
        assertThat(info.mean()).containsExactly(0.1f);
        train(data, "other", "--model", at("first/model.onnx"), "--mean", "0.2", "--std", "0.5", "--epochs", "1");
        assertThat(Model.load(temp.resolve("other/model.onnx")).info().mean()).containsExactly(0.2f);
    }

    @Test
    void recordingsAreSignals() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 24; i++) {
            byte[] samples = new byte[2 * 784];
            for (int k = 0; k < 784; k++) {
                samples[2 * k + 1] = (byte) (i % 2 == 0 ? random.nextInt(-100, 100) : 90 * Math.sin(k / 9.0));
            }
            Path file = temp.resolve("recordings/" + i % 2 + "_ann_" + i / 2 + ".wav");
            Files.createDirectories(file.getParent());
            AudioFormat f = new AudioFormat(8000, 16, 1, true, false);
            try (AudioInputStream in = new AudioInputStream(new ByteArrayInputStream(samples), f, 784)) {
                AudioSystem.write(in, AudioFileFormat.Type.WAVE, file.toFile());
            }
        }
        Run r = train(
                "wav:" + temp,
                "run",
                "--model",
                "mlp",
                "--length",
                "500",
                "--epochs",
                "10",
                "--augment",
                "pad-crop:20");
        Map<String, @Nullable Object> json = r.json();
        assertThat(json.get("test_accuracy")).isEqualTo(1.0);
        train("wav:" + temp, "on", "--model", at("run/model.onnx"), "--epochs", "1");
        Run measured = Run.of("evaluate", at("run"), "--data", "wav:" + temp, "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
    }

    @Test
    void whatContradictsItselfIsSaidBeforeDataIsRead() {
        Run both = Run.of("train", "--resume", at("nothing"), "--init", at("w.npz"));
        assertThat(both.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(both.err()).contains("--init begins a training with weights, --resume goes on");
        Run words = Run.of("train", "--data", "idx:" + at("nothing"), "--augment", "flop");
        assertThat(words.err()).contains("unknown augmentation 'flop'");
        Run empty = Run.of("evaluate", at("m.onnx"), "--data", "cifar:");
        assertThat(empty.code()).isNotZero();
    }

    @Test
    void wordsThatMeanNothingAreExplained() {
        for (List<String> c : List.of(
                List.of("--data", "foldr:x", "unknown data 'foldr:x'"),
                List.of("--data", "folder:", "unknown data 'folder:'"),
                List.of("--data", "cifar:", "unknown data 'cifar:'"),
                List.of("--augment", "flop", "unknown augmentation 'flop'"),
                List.of("--augment", "pad-crop", "'pad-crop' takes 1 number,"),
                List.of("--augment", "pad-crop:x", "needs numbers behind its colons"),
                List.of("--augment", "cutout:0", "side must be at least 1"),
                List.of("--augment", "mixup", "'mixup' takes 1 number,"),
                List.of("--augment", "mixup:0", "mixup's alpha must be positive"),
                List.of("--augment", "mixup:1,flip", "it comes last and once"),
                List.of("--mean", "0.5", "--mean and --std belong together"),
                List.of("--size", "3x0x3", "no size may be 0"),
                List.of("--freeze", "nothing.*", "nothing.*"))) {
            Run r = Run.of("train", c.get(0), c.get(1), "--epochs", "1", "--limit", "256", "--out", at("none"));
            assertThat(r.code()).isNotZero();
            assertThat(r.err()).contains(c.get(2));
        }
    }
}
