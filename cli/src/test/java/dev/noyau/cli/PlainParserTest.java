package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The quick parser and picocli read the same, or the quick one reads nothing.
class PlainParserTest {
    private static Options options() {
        return Options.of("test")
                .argument("FIRST", true)
                .arguments("REST")
                .option("--number", "N")
                .optional("--resume", "FILE")
                .flag("--json");
    }

    private static List<String> words(String line) {
        return line.isEmpty() ? List.of() : List.of(line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a b c --json",
                "--json a b",
                "a --number 3 b",
                "a --number=3 b",
                "a --number 3 --number 4 b",
                "a b --resume",
                "a b --resume c",
                "a b --resume=c",
                "--resume --json a b",
            })
    void readsWhatPicocliReads(String line) {
        Arguments plain = Objects.requireNonNull(PlainParser.parse(options(), words(line)));
        Arguments thorough = new Picocli(options()).parse(words(line));
        assertThat(plain.positionals()).isEqualTo(thorough.positionals());
        for (String option : List.of("--number", "--resume", "--json")) {
            assertThat(plain.has(option)).as(option).isEqualTo(thorough.has(option));
            assertThat(plain.text(option)).as(option).isEqualTo(thorough.text(option));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a b --nothing", "a b --number", "a --number --json b", "a b --json=yes", "-- a b"})
    void leavesTheRestToPicocli(String line) {
        assertThat(PlainParser.parse(options(), words(line))).isNull();
    }

    @Test
    void negativeNumbersAreValues() {
        Arguments a = new Picocli(options()).parse(List.of("a", "b", "--number", "-3"));
        assertThat(a.wide("--number", 0)).isEqualTo(-3);
    }
}
