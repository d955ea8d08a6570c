package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.cli.course.CourseSite;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The course as it is written: complete in both languages, its Java runnable.
class CourseTest {
    private static final Pattern FIGURE = Pattern.compile("<figure data-draw=\"(\\w+)\"");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() {
        Run r = Run.of("course", "--out", folder.resolve("course").toString(), "--steps", "2", "--json");
        assertThat(r.err()).isEmpty();
        assertThat(r.json())
                .containsEntry("first", folder.resolve("course/en/index.html").toString());
    }

    @Test
    void allChaptersInBothLanguages() throws IOException {
        for (String chapter : CourseSite.chapters()) {
            String english = page("en", chapter);
            String french = page("fr", chapter);
            assertThat(english).contains("<html lang=\"en\">").doesNotContain("{{");
            assertThat(french).contains("<html lang=\"fr\">").doesNotContain("{{");
            assertThat(kinds(english)).isEqualTo(kinds(french));
            assertThat(english + french).doesNotContain("src=\"http").doesNotContain("href=\"http");
        }
        assertThat(CourseSite.chapters()).hasSize(12);
    }

    @Test
    void numbersOfTheCourse() throws IOException {
        assertThat(page("en", "fc")).contains("849,346,560,000", "3.4 TB", "4.0 TB", "cannot be trained");
        assertThat(page("fr", "fc")).contains("3,4 To", "4,0 To");
        assertThat(page("en", "field")).contains("5×5 after two layers, 9×9 after four", "7×7, then 31×31");
        assertThat(page("en", "unet")).contains("75% of the positions along an axis see 204 pixels and the others 188");
        assertThat(page("en", "conv2d")).contains("6×4×4 with 456 parameters");
        assertThat(page("en", "affine")).contains("6×8; 30 of its 48 numbers are zero, and the others are 3 weights");
        assertThat(page("en", "padding")).contains("padding of 3 they give 64×112×112; without, 64×109×109");
        assertThat(page("fr", "mnist")).contains("10\u202f250 contre 10\u202f250");
        assertThat(page("en", "sound")).contains("681 samples, that is 42.6 ms; 62.5 values a second");
        assertThat(page("en", "pixel")).contains("The largest difference between the two results is 0");
    }

    /// What a reader copies out of the pages compiles and runs.
    @Test
    void snippetsRun() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        for (String name : List.of("Matrix", "Field")) {
            Path source = Files.writeString(
                    classes.resolve(name + ".java"), Files.readString(resource("course/snippets/" + name + ".java")));
            compile(classes, source);
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {classes.toUri().toURL()}, CourseTest.class.getClassLoader())) {
                Class<?> c = loader.loadClass(name);
                var made = c.getDeclaredConstructor();
                made.setAccessible(true);
                var main = c.getDeclaredMethod("main");
                main.setAccessible(true);
                main.invoke(made.newInstance());
            }
        }
        compile(classes, Files.copy(resource("course/snippets/Digits.java"), classes.resolve("Digits.java")));
    }

    private static void compile(Path classes, Path source) {
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(code).as("compiles: " + source).isZero();
    }

    private static Path resource(String name) throws Exception {
        URL url = java.util.Objects.requireNonNull(Main.class.getResource(name));
        return Path.of(url.toURI());
    }

    private static String page(String language, String chapter) throws IOException {
        return Files.readString(folder.resolve("course/" + language + "/" + chapter + ".html"));
    }

    private static List<String> kinds(String page) {
        Matcher m = FIGURE.matcher(page);
        return m.results().map(r -> r.group(1)).toList();
    }

    @Test
    void pagesOfAnalyses() throws IOException {
        Path file = folder.resolve("page.html");
        String f = file.toString();
        for (List<String> args : List.of(
                List.of("summary", "course-cnn", "--html", f),
                List.of("matrix", "--html", f),
                List.of("cost", "--html", f),
                List.of("equivariance", "stride1-2", "--html", f))) {
            assertThat(Run.of(args.toArray(String[]::new)).code())
                    .as(args.toString())
                    .isZero();
            assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").contains("</html>");
            Files.delete(file);
        }
    }

    @Test
    void badInputIsSaidInOneSentence() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        Run r = Run.of("course", "--out", notAFolder.toString(), "--steps", "1");
        assertThat(r.code()).isEqualTo(Main.FAILED);
        assertThat(r.err()).contains("it exists, and is not a folder");
        assertThat(Run.of("course", "--lang", "de").err()).contains("--lang: expects en or fr, found 'de'");
        Run gone = Run.of(
                "rf", "stride1-2", "--html", folder.resolve("no/such.html").toString());
        assertThat(gone.err()).contains("no/such.html");
    }
}
