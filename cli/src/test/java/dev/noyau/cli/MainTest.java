package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"train", "predict", "evaluate", "convert", "summary"})
    void helpOfEachCommand(String command) throws IOException {
        Run r = Run.of(command, "--help");
        assertThat(r.code()).isZero();
        assertThat(r.err()).isEmpty();
        assertThat(r.out()).isEqualTo(golden("help-" + command + ".txt"));
        assertThat(Run.of("help", command)).isEqualTo(r);
    }

    @Test
    void helpOfAll() throws IOException {
        Run r = Run.of("--help");
        assertThat(r.code()).isZero();
        assertThat(r.out()).isEqualTo(golden("help.txt"));
    }

    @Test
    void withoutArgumentsItSaysHowItIsUsed() {
        Run r = Run.of();
        assertThat(r.code()).isEqualTo(Main.WRONG_USAGE);
        assertThat(r.out()).contains("usage: noyau COMMAND");
    }

    @Test
    void version() {
        assertThat(Run.of("--version").out()).startsWith("noyau ").contains("Java 25");
    }

    @Test
    void aResultThatCannotBeWrittenIsAFailure() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        int code = Main.run(new String[] {"--version"}, new PrintStream(full), new PrintStream(err));
        assertThat(code).isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("noyau: the result cannot be written to standard output");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "trian                             | unknown command 'trian'; did you mean 'train'?",
                "--verison                         | unknown option '--verison'; did you mean '--version'?",
                "train --epoch 3                   | unknown option '--epoch'; did you mean '--epochs'?",
                "train --model lenet               | unknown model 'lenet'; did you mean 'lenet5'?",
                "train --optimizer adma            | unknown optimizer 'adma'; did you mean 'adam'?",
                "train --schedule one              | unknown schedule 'one'; did you mean 'one-cycle'?",
                "train --data mist                 | unknown data 'mist'; did you mean 'mnist'?",
                "train mnist again                 | 'again' is one argument too many",
                "train mnist --data idx:there      | train on 'mnist' or on 'idx:there'? Name the data once",
                "train --epochs                    | --epochs: expects a value N",
                "train --epochs 0                  | --epochs: expects a whole number from 1 on, found '0'",
                "train --batch many                | --batch: expects a whole number from 1 on, found 'many'",
                "train --lr -1                     | --lr: expects a number from 0 on, found '-1'",
                "train --lr NaN                    | --lr: expects a number from 0 on, found 'NaN'",
                "train --seed x                    | --seed: expects a whole number, found 'x'",
                "train --threads 0                 | --threads: expects a whole number from 1 on, found '0'",
                "train --val-split 1               | --val-split: expects a number from 0 to below 1, found '1'",
                "predict model.onnx                | missing: IMAGE",
                "predict                           | missing: MODEL",
                "evaluate                          | missing: MODEL",
                "summary course-cn                 | unknown model 'course-cn'; did you mean 'course-cnn'?",
                "summary mlp --input 1x            | --input: expects channels, height and width as 3x480x640",
                "summary mlp --input 1x0x3         | --input: no size may be 0",
            })
    void wrongUsageIsSaidInOneSentence(String line, String sentence) {
        Run r = Run.of(line.strip().split(" +"));
        assertThat(r.code()).as(r.err()).isEqualTo(Main.WRONG_USAGE);
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).startsWith("noyau: " + sentence).doesNotContain("\tat ");
        assertThat(r.err().lines()).hasSize(2).last().asString().startsWith("All about it: noyau");
    }

    @Test
    void verboseShowsWhere() {
        assertThat(Run.of("--verbose", "train", "--lr", "x").err()).contains("\tat dev.noyau.cli.");
        assertThat(Run.of("train", "--lr", "x", "--verbose").err()).contains("\tat dev.noyau.cli.");
    }

    /// Help in colours has the same words.
    @Test
    void helpOnATerminal() throws IOException {
        String plain = Run.on(100, true, "train", "--help").out().replaceAll("\u001b\\[[0-9;]*m", "");
        assertThat(plain).isEqualTo(golden("help-train.txt"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(MainTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
