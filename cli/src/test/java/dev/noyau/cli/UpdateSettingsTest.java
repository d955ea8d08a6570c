package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.train.FitOptions;
import dev.noyau.train.ParameterGroup;
import dev.noyau.train.Trainer;
import dev.noyau.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Schedules, groups of parameters, limits and averages, as the command line names them.
class UpdateSettingsTest {
    private static final int EPOCHS = 10;

    /// Of a training of 10 epochs.
    private static final long STEPS = 70;

    @TempDir
    Path temp;

    private static UpdateSettings of(String... words) {
        return UpdateSettings.of(PresetsTest.arguments(pairs(words)), 1);
    }

    private static Map<String, String> pairs(String... words) {
        return words.length == 2 ? Map.of(words[0], words[1]) : Map.of(words[0], words[1], words[2], words[3]);
    }

    /// Seven steps are an epoch.
    @ParameterizedTest
    @CsvSource({
        "step:2:0.1, 13, 1",
        "step:2:0.1, 14, 0.1",
        "step:2:0.1, 28, 0.01",
        "multi-step:0.5:3:6, 20, 1",
        "multi-step:0.5:3:6, 21, 0.5",
        "multi-step:0.5:3:6, 42, 0.25",
        "cosine:0.2, 35, 0.6",
        "cosine:0.2, 70, 0.2",
        "restarts:2:2, 7, 0.5",
        "restarts:2:2, 14, 1",
        "restarts:2:2, 28, 0.5",
        "polynomial:2, 35, 0.25",
        "exponential:0.5, 14, 0.25",
        "constant, 50, 1"
    })
    void timesAreEpochs(String words, long step, double rate) {
        assertThat(new ScheduleWords(words, EPOCHS, 0).rate(1, step, STEPS)).isCloseTo(rate, within(1e-12));
    }

    @Test
    void theScheduleFollowsTheWarmUp() {
        ScheduleWords s = new ScheduleWords("step:2:0.1", EPOCHS, 1);
        assertThat(s.rate(1, 0, STEPS)).isCloseTo(1 / 7.0, within(1e-12));
        assertThat(s.rate(1, 6, STEPS)).isEqualTo(1);
        assertThat(s.rate(1, 20, STEPS)).isEqualTo(1);
        assertThat(s.rate(1, 21, STEPS)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void allReachesTheTraining() {
        Training t = of("--group", "*.bias=1:0,fc=10", "--weight-decay", "0.1")
                .applied(Trainer.of(Network.of(Shape.of(3), Linear.of(2))), EPOCHS);
        assertThat(t.update().groups())
                .containsExactly(
                        ParameterGroup.of("*.bias").rate(1).weightDecay(0),
                        ParameterGroup.of("fc").rate(10));
        assertThat(t.update().decaysAll()).isFalse();
        Training limited = of("--clip-norm", "2", "--clip-value", "0.5").applied(t, EPOCHS);
        assertThat(limited.update().clipNorm()).isEqualTo(2);
        assertThat(limited.update().clipValue()).isEqualTo(0.5);
        assertThat(of("--ema", "0.99", "--lr", "0.5")
                        .applied(t, EPOCHS)
                        .update()
                        .averaging())
                .isEqualTo(0.99);
        assertThat(of("--plateau", "0.1:5").onPlateau()).containsExactly(FitOptions.reduceOnPlateau(0.1, 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--schedule | step:2 | 'step' takes 2 numbers",
                "--schedule | multi-step | multi-step takes a factor and epochs",
                "--schedule | multi-step:0.1:3:2 | the steps must ascend",
                "--schedule | step:0.5:0.1 | whole ones for epochs",
                "--schedule | step:0:0.1 | must be",
                "--schedule | one-cycle:3 | 'one-cycle' takes no numbers",
                "--schedule | cosin | did you mean",
                "--optimizer | adamv | did you mean",
                "--plateau | 0.1 | expects a factor and a whole number of epochs",
                "--plateau | 2:3 | factor of the learning rate must be in (0, 1)",
                "--group | fc | expects PATTERN=RATE",
                "--group | fc=x | expects PATTERN=RATE",
                "--group | =2 | must not be empty",
                "--group | fc=-1 | must not be negative",
                "--ema | 1 | expects a number from 0 to below 1"
            })
    void wordsThatMeanNothingAreExplained(String option, String word, String sentence) {
        assertThatThrownBy(() -> of(option, word))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(sentence);
    }

    /// What is measured at the end is what is saved; and a training goes on bit for bit.
    @Test
    void theAveragedModelIsMeasuredAndSaved() throws IOException {
        String data = "idx:" + Squares.folder(temp.resolve("squares"), 96, 32);
        List<String> all = new ArrayList<>(List.of("train", "--data", data, "--model", "course-tiny", "--batch", "32"));
        all.addAll(List.of("--ema", "0.9", "--schedule", "multi-step:0.5:1:2", "--warmup", "0.5", "--clip-norm", "1"));
        all.addAll(List.of("--group", "*.bias=2:0", "--plateau", "0.5:1", "--json", "--seed", "3"));
        Run whole = run(all, "--epochs", "3", "--out", at("whole"));
        Run saved = Run.of("evaluate", at("whole"), "--data", data, "--json");
        assertThat(saved.json().get("loss")).isEqualTo(whole.json().get("test_loss"));
        run(all, "--epochs", "1", "--out", at("parts"));
        Run r = Run.of("train", "--resume", at("parts"), "--epochs", "3");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(temp.resolve("parts/model.onnx")).hasSameBinaryContentAs(temp.resolve("whole/model.onnx"));
        Run other = Run.of("train", "--resume", at("parts"), "--epochs", "4", "--ema", "0.5");
        assertThat(other.err()).contains("--ema 0.5: the training began with 0.9");
        Run none = run(all, 1, "--epochs", "1", "--out", at("none"), "--freeze", "nothing");
        assertThat(none.err()).contains("no parameter matches 'nothing'");
    }

    private Run run(List<String> some, String... more) {
        return run(some, 0, more);
    }

    private Run run(List<String> some, int code, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        Run r = Run.of(all.toArray(String[]::new));
        assertThat(r.code() == 0).as(r.err()).isEqualTo(code == 0);
        return r;
    }

    private String at(String name) {
        return temp.resolve(name).toString();
    }
}
