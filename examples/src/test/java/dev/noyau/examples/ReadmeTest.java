package dev.noyau.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the README shows compiles.
class ReadmeTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final List<String> IMPORTS = List.of(
            "static dev.noyau.train.FitOptions.*",
            "dev.noyau.data.*",
            "dev.noyau.data.augment.*",
            "dev.noyau.formats.data.*",
            "dev.noyau.graph.*",
            "dev.noyau.mnist.*",
            "dev.noyau.model.*",
            "dev.noyau.nn.*",
            "dev.noyau.tensor.*",
            "dev.noyau.train.*",
            "java.nio.file.*",
            "java.util.*");

    /// What the snippets take as given.
    private static final String GIVEN = "Tensor image, GraphSource unet, Dataset flowers";

    @TempDir
    private Path classes;

    static Stream<String> snippets() throws IOException {
        return SNIPPET.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map(m -> m.group(1));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("snippets")
    void compiles(String snippet) {
        StringBuilder source = new StringBuilder();
        IMPORTS.forEach(i -> source.append("import ").append(i).append(";\n"));
        source.append("class Shown {\nvoid shown(").append(GIVEN).append(") throws Exception {\n");
        source.append(snippet).append(isStatement(snippet) ? "" : ";").append("\n}\n}\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        boolean fine = compiler.getTask(
                        null,
                        null,
                        problems,
                        List.of("-d", classes.toString(), "-cp", path, "-proc:none"),
                        null,
                        List.of(new InMemory(source.toString())))
                .call();
        assertThat(fine)
                .as(() -> problems.getDiagnostics().stream()
                                .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT) + "\n")
                                .reduce("", String::concat)
                        + source)
                .isTrue();
    }

    /// Whether it ends as a statement does, comments aside; otherwise it is an expression that goes on.
    private static boolean isStatement(String snippet) {
        Matcher end = Pattern.compile("[;}]\\s*(//[^\n]*)?\\s*$").matcher(snippet);
        return end.find();
    }

    private static final class InMemory extends SimpleJavaFileObject {
        private final String source;

        InMemory(String source) {
            super(URI.create("string:///Shown.java"), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }
}
