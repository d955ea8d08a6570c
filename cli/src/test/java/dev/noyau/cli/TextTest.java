package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void numbers() {
        assertThat(Text.fixed(0.98765, 2)).isEqualTo("0.99");
        assertThat(Text.fixed(Double.NaN, 2)).isEqualTo("NaN");
        assertThat(Text.percent(0.98861)).isEqualTo("98.86 %");
        assertThat(Text.grouped(1_234_567)).isEqualTo("1,234,567");
        assertThat(Text.grouped(-999)).isEqualTo("-999");
        assertThat(Text.plain(1e-3)).isEqualTo("0.001");
        assertThat(Text.plain(1)).isEqualTo("1");
        assertThat(Text.mib(1)).isEqualTo("1 MiB");
        assertThat(Text.mib(3 << 20)).isEqualTo("3 MiB");
    }

    @Test
    void times() {
        assertThat(Text.time(4.24)).isEqualTo("4.2 s");
        assertThat(Text.time(192)).isEqualTo("3 min 12 s");
        assertThat(Text.time(7500)).isEqualTo("2 h 5 min");
    }

    @Test
    void wordsForAShell() {
        assertThat(Text.quoted("runs/mnist-course-cnn")).isEqualTo("runs/mnist-course-cnn");
        assertThat(Text.quoted("my runs/it's")).isEqualTo("'my runs/it'\\''s'");
    }

    @Test
    void barsFitTheTerminal() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        ProgressBar wide = new ProgressBar(nowhere, 40, false);
        assertThat(wide.line("epoch 1/2", 0.5, "loss 0.1")).isEqualTo("epoch 1/2 ━━━━━━━━━━           loss 0.1");
        assertThat(wide.line("epoch 1/2", 0, "loss 0.1")).hasSize(39);
        assertThat(wide.line("epoch 1/2", 1, "loss 0.1")).isEqualTo("epoch 1/2 ━━━━━━━━━━━━━━━━━━━━ loss 0.1");
        assertThat(new ProgressBar(nowhere, 20, false).line("epoch 1/2", 0.5, "loss 0.123"))
                .isEqualTo("epoch 1/2 loss 0.12");
    }
}
