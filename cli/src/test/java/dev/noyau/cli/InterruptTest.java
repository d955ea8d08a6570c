package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A training in a process of its own that is told to end. SIGTERM goes the same way as Ctrl-C (SIGINT),
/// which those who run tests in the background may be deaf to.
class InterruptTest {
    private static final int SIGTERM_CODE = 143;

    @TempDir
    Path temp;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void finishesTheStepAndWritesTheCheckpoint() throws IOException, InterruptedException {
        String data = "idx:" + Squares.folder(temp.resolve("squares"), 512, 16);
        String out = temp.resolve("run").toString();
        String[] args = {"train", "--data", data, "--model", "course-tiny", "--epochs", "100000", "--out", out};
        Process p = new ProcessBuilder(command(args)).start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("epoch      2/")) {
                line = lines.readLine();
            }
            p.toHandle().destroy(); // Process.destroy would also close the streams
            lines.lines().forEach(l -> {});
        }
        String said = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(p.exitValue()).as(said).isEqualTo(SIGTERM_CODE);
        assertThat(said)
                .contains("stopped after step ")
                .contains("go on with: ")
                .contains(" train --resume " + out);
        Run resumed = Run.of("train", "--resume", out, "--epochs", "1");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(temp.resolve("run/model.onnx")).exists();
    }

    private static List<String> command(String... args) {
        String path =
                System.getProperty("jdk.module.path", "") + File.pathSeparator + System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Dnoyau.kernels=scalar", "-cp", path, Main.class.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
