package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
    @Test
    void eachStepOfTrainingWithItsRates(@TempDir Path folder) throws IOException {
        Path chart = folder.resolve("roofline.svg");
        Run r = Run.of(
                "profile",
                "course-tiny",
                "--batch",
                "8",
                "--training",
                "--warm",
                "0",
                "--runs",
                "3",
                "--chart",
                chart.toString(),
                "--json");
        assertThat(r.code()).as(r.err()).isZero();
        List<Map<String, @Nullable Object>> lines =
                r.out().lines().map(Run::parse).toList();
        assertThat(lines.getLast()).containsKeys("peak_gflops", "peak_gigabytes_per_s", "microseconds");
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(l -> assertThat(l).containsKeys("gflops", "gigabytes_per_s", "share_of_roof"))
                .extracting(l -> l.get("step"))
                .anyMatch(s -> s instanceof String t && t.startsWith("forward 1x28x28->3x14x14"))
                .anyMatch(s -> s instanceof String t && t.startsWith("backward weights"));
        assertThat(Files.readString(chart))
                .startsWith("<svg")
                .contains("forward 1x28x28-&gt;3x14x14")
                .endsWith("</svg>\n");
    }

    @Test
    void workloadsRefuseTheOptionsOfOthers() {
        Run strict = Run.of("bench", "W1step", "--strict");
        assertThat(strict.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(strict.err()).contains("--strict: belongs to W5, found W1step");
        assertThat(Run.of("bench", "W2", "--model", "x").err()).contains("--model: belongs to W6, found W2");
    }

    /// What depends on parameters alone is done once, so it is no part of a prediction.
    @Test
    void aPredictionPacksNoWeights() {
        Run r = Run.of("profile", "course-tiny", "--input", "1x28x28", "--warm", "0", "--runs", "3");
        assertThat(r.code()).as(r.err()).isZero();
        assertThat(r.out())
                .contains("a prediction of 1 of 1×28×28")
                .contains("GFLOP/s")
                .contains("forward 1x28x28->3x14x14")
                .doesNotContain("pack weights");
    }
}
