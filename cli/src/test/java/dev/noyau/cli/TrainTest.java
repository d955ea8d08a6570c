package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
    @TempDir
    Path temp;

    private String data = "";

    @BeforeEach
    void writeImages() throws IOException {
        data = "idx:" + Squares.folder(temp.resolve("squares"), 256, 64);
    }

    private Run train(String out, String... more) {
        List<String> args = new ArrayList<>(List.of("train", "--data", data, "--out", at(out)));
        args.addAll(List.of("--model", "course-tiny", "--batch", "32", "--threads", "2"));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    private String at(String name) {
        return temp.resolve(name).toString();
    }

    private static List<Map<String, @Nullable Object>> lines(Path metrics) throws IOException {
        return Files.readAllLines(metrics).stream().map(Run::parse).toList();
    }

    @Test
    void learnsAndWritesItsFiles() throws IOException {
        Run r = train("run", "--epochs", "12", "--lr", "0.01");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.err()).isEmpty();
        assertThat(r.out())
                .startsWith("course-tiny\n\nlayer ")
                .contains("training on 256 images, batch 32, seed 1, cpu (")
                .contains("\nepoch  1/12  loss ")
                .contains("\nepoch 12/12  loss ")
                .contains("\ntest accuracy 100.00 %, loss 0.")
                .contains("0      | 16  ·  ·  · |    100.00 %")
                .contains("peak memory ")
                .endsWith("checkpoint  " + at("run/checkpoint.safetensors") + System.lineSeparator());
        try (Stream<Path> files = Files.list(temp.resolve("run"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("model.onnx", "metrics.jsonl", "checkpoint.safetensors");
        }
    }

    @Test
    void metricsHaveALineForEachEpochAndOneAtTheEnd() throws IOException {
        train("run", "--epochs", "2", "--val-split", "0.25", "--seed", "7", "--metrics", at("m.jsonl"));
        List<Map<String, @Nullable Object>> lines = lines(temp.resolve("m.jsonl"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1).keySet())
                .containsExactly(
                        "event",
                        "epoch",
                        "train_loss",
                        "val_loss",
                        "val_accuracy",
                        "test_loss",
                        "test_accuracy",
                        "images_per_second",
                        "seconds");
        assertThat(lines.get(1)).containsEntry("event", "epoch").containsEntry("epoch", 2L);
        assertThat(lines.get(2).keySet())
                .containsExactly("event", "test_accuracy", "wall_seconds", "peak_rss_mib", "seed", "threads");
        assertThat(lines.get(2))
                .containsEntry("event", "end")
                .containsEntry("seed", 7L)
                .containsEntry("threads", 2L);
        assertThat((double) lines.get(2).getOrDefault("peak_rss_mib", 0.0)).isGreaterThan(10);
        assertThat(temp.resolve("run/metrics.jsonl")).doesNotExist();
    }

    @Test
    void jsonIsAloneOnStandardOutput() {
        Run r = train("run", "--epochs", "1", "--json");
        assertThat(r.code()).isZero();
        assertThat(r.out().lines()).hasSize(1);
        assertThat(r.json())
                .containsEntry("event", "end")
                .containsEntry("epochs", 1L)
                .containsEntry("steps", 8L)
                .containsEntry("model", at("run/model.onnx"))
                .containsKeys("test_accuracy", "test_loss", "train_loss", "confusion", "wall_seconds");
        assertThat(r.err()).contains("epoch 1/1");
    }

    /// The same bits, whether it goes through or stops in between, and on any number of threads.
    @Test
    void resumesBitForBit() throws IOException {
        String[] settings = {"--schedule", "constant", "--optimizer", "adam", "--seed", "5", "--val-split", "0.1"};
        train("whole", with(settings, "--epochs", "3"));
        train("parts", with(settings, "--epochs", "1"));
        Run r = Run.of("train", "--resume", at("parts"), "--epochs", "3", "--threads", "1");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out())
                .contains("from step 8 on")
                .doesNotContain("epoch 1/3")
                .contains("epoch 2/3");
        for (String file : List.of("model.onnx", "checkpoint.safetensors")) {
            assertThat(temp.resolve("parts").resolve(file))
                    .hasSameBinaryContentAs(temp.resolve("whole").resolve(file));
        }
        assertThat(lines(temp.resolve("parts/metrics.jsonl")))
                .extracting(l -> l.get("train_loss"))
                .isEqualTo(lines(temp.resolve("whole/metrics.jsonl")).stream()
                        .map(l -> l.get("train_loss"))
                        .toList());
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    /// Mixed images have probabilities for targets, and whole ones are measured.
    @Test
    void mixedImagesAreLearnedFromOnAnyNumberOfThreads() throws IOException {
        String[] settings = {"--augment", "pad-crop:1,mixup:0.4", "--label-smoothing", "0.05", "--lr", "0.01"};
        String[] all = with(settings, "--schedule", "constant", "--val-split", "0.2");
        Run whole = train("whole", with(all, "--epochs", "10", "--json"));
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat((Double) whole.json().get("test_accuracy")).isGreaterThan(0.9);
        assertThat(whole.json()).containsKeys("confusion", "test_loss");
        assertThat(lines(temp.resolve("whole/metrics.jsonl")).getFirst()).containsKey("val_accuracy");
        train("parts", with(all, "--epochs", "1"));
        Run r = Run.of("train", "--resume", at("parts"), "--epochs", "10", "--threads", "1");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(temp.resolve("parts/model.onnx")).hasSameBinaryContentAs(temp.resolve("whole/model.onnx"));
    }

    @Test
    void aFinishedTrainingIsMeasuredAgain() {
        train("run", "--epochs", "1");
        Run r = Run.of("train", "--resume", at("run"));
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out()).contains("test accuracy ");
    }

    @Test
    void doesNotGoOnWithOtherSettings() {
        train("run", "--epochs", "1");
        Run model = Run.of("train", "--resume", at("run"), "--model", "mlp");
        assertThat(model.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(model.err()).startsWith("noyau: --model mlp: the training began with course-tiny; leave the option");
        Run batch = Run.of("train", "--resume", at("run"), "--batch", "16");
        assertThat(batch.err()).startsWith("noyau: --batch 16: the training began with 32;");
        Run other = Run.of("train", "mnist", "--resume", at("run"));
        assertThat(other.err()).startsWith("noyau: --data mnist: the training began with " + data);
    }

    @Test
    void checkpointsThatAreNone() throws IOException {
        assertFails(Run.of("train", "--resume", at("nothing")), "nothing: there is no such checkpoint");
        train("run", "--epochs", "1");
        Path file = temp.resolve("run/checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertFails(Run.of("train", "--resume", at("run")), "it is truncated");
        Files.writeString(file, "hello");
        assertFails(Run.of("train", "--resume", at("run")), "checkpoint.safetensors: is not a safetensors file");
    }

    private static void assertFails(Run r, String sentence) {
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(r.err()).contains(sentence).doesNotContain("\tat ").doesNotContain("should not happen");
        assertThat(r.err().lines()).hasSize(1);
    }

    @Test
    void aLossThatIsNotFiniteEndsTheTraining() {
        Run r = train("run", "--epochs", "1", "--lr", "1e30");
        assertFails(r, "the loss is ");
        assertThat(r.err()).contains("at step ").contains("appeared in layer '").contains("Lower the learning rate");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenIsSaidBeforeTheFirstStep() throws IOException {
        Files.writeString(temp.resolve("file"), "");
        Run file = train("file");
        assertFails(file, "file: the folder for the results cannot be written (it exists, and is not a folder)");
        assertThat(file.out()).doesNotContain("training on");
        Run metrics = train("run", "--metrics", at("nowhere/m.jsonl"));
        assertFails(metrics, "m.jsonl: the metrics cannot be written, its folder does not exist");
        assertThat(metrics.out()).doesNotContain("training on");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void aFullDiskKeepsTheCheckpoint() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
        Run r = train("run", "--epochs", "2", "--metrics", "/dev/full");
        assertFails(r, "/dev/full: the metrics cannot be written, the disk is full; go on with: noyau train --resume ");
        assertThat(temp.resolve("run/checkpoint.safetensors")).exists();
    }

    @Test
    void dataThatIsDamaged() throws IOException {
        assertFails(Run.of("train", "--data", "idx:" + at("nothing")), "nothing: there is no such folder");
        Path labels = temp.resolve("squares/train-labels-idx1-ubyte");
        byte[] bytes = Files.readAllBytes(labels);
        Files.write(labels, Arrays.copyOf(bytes, bytes.length - 5));
        assertFails(train("run"), "train-labels-idx1-ubyte: is truncated");
        Files.delete(labels);
        assertFails(train("run"), "train-labels-idx1-ubyte: there is no such file");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void aNetworkThatIsNotMadeForTheImages() throws IOException {
        Run r = Run.of("summary", "course-cnn", "--input", "1x8x8");
        assertFails(r, "6 Conv2d: the output would be empty: height 1 is smaller than the window of 4");
    }

    /// A folder that is named is used again; nothing of the older training stays.
    @Test
    void aSecondTrainingReplacesTheFirst() throws IOException {
        train("run", "--epochs", "2");
        train("run", "--epochs", "1", "--seed", "2");
        assertThat(lines(temp.resolve("run/metrics.jsonl")))
                .hasSize(2)
                .last()
                .extracting("seed")
                .isEqualTo(2L);
    }

    @Test
    void drawsABarOnATerminal() {
        Run r = Run.on(
                90, true, "train", "--data", data, "--out", at("run"), "--model", "course-tiny", "--epochs", "1");
        assertThat(r.code()).isZero();
        assertThat(r.err())
                .contains("\r\u001b[Kepoch 1/1 ")
                .contains("━")
                .contains(" images/s  loss ")
                .contains("ETA ");
        assertThat(r.err()).endsWith("\r\u001b[K");
        assertThat(r.out()).contains("▀").contains("\u001b[38;5;");
    }
}
