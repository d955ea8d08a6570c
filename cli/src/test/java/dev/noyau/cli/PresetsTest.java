package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    static List<String> names() {
        return Presets.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyWordIsAnOptionThatTrainKnows(String name) {
        Presets.Preset p = Presets.get(name);
        TrainSettings s = TrainSettings.of(Presets.applied(arguments(Map.of("--preset", name, "--data", p.data()))));
        Map<String, String> words = s.words();
        assertThat(words).containsKeys(p.words().keySet().toArray(String[]::new));
        assertThat(s.update().newOptimizer()).isNotNull();
        if (!s.augment().isEmpty()) {
            assertThat(AugmentWords.parse(s.augment(), 1).each().transforms()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"mnist-best, 1x28x28", "fashion-mnist, 1x28x28", "cifar10, 3x32x32", "spoken-digits, 1x8000"})
    void theNetworkTakesTheData(String name, String shape) {
        String model = Presets.get(name).words().get("--model");
        assertThat(model).isNotNull();
        Shape input = Subject.shape("shape", shape);
        assertThat(Zoo.get(model, input, 10)
                        .graph(input.prepend(2), Mode.TRAINING)
                        .output(GraphSource.OUTPUT)
                        .shape())
                .isEqualTo(Shape.of(2, 10));
    }

    @Test
    void whatIsGivenWins() {
        TrainSettings s = TrainSettings.of(
                Presets.applied(arguments(Map.of("--preset", "mnist-best", "--epochs", "3", "--lr", "0.01"))));
        assertThat(s.epochs()).isEqualTo(3);
        assertThat(s.update().rate()).isEqualTo(0.01);
        assertThat(s.model()).isEqualTo("clothes-cnn");
        assertThat(s.update().weightDecay()).isEqualTo(5e-4);
    }

    @Test
    void badInput() {
        assertThatThrownBy(() -> Presets.applied(arguments(Map.of("--preset", "mnist-bets"))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("mnist-best");
        assertThatThrownBy(() -> Presets.applied(arguments(Map.of("--preset", "cifar10"))))
                .isInstanceOf(UsageException.class)
                .hasMessage("--preset cifar10 is for data that you have: add --data cifar:DIR");
        assertThat(Run.of("train", "--preset", "mnist-best", "--resume", "x").err())
                .contains("leave --preset out");
    }

    /// A checkpoint remembers what the preset said; decay and smoothing are no afterthoughts.
    @Test
    void trainsAndGoesOn(@TempDir Path dir) throws IOException {
        String out = dir.resolve("run").toString();
        Run first = Run.of(
                "train",
                "--preset",
                "mnist-best",
                "--limit",
                "256",
                "--epochs",
                "1",
                "--label-smoothing",
                "0.1",
                "--out",
                out);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err() + first.out()).contains("clothes-cnn");
        Run next = Run.of("train", "--resume", out, "--epochs", "2", "--weight-decay", "0.1");
        assertThat(next.err()).contains("--weight-decay 0.1: the training began with 5.0E-4");
        Run good = Run.of("train", "--resume", out, "--epochs", "2");
        assertThat(good.code()).as(good.err()).isZero();
    }

    static Arguments arguments(Map<String, String> given) {
        return Arguments.of(given, List.of());
    }
}
