package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.cli.course.CourseSite;
import dev.noyau.graph.op.Window;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WebElement;

/// The course as a browser shows it.
class CoursePagesTest {
    @TempDir
    private static Path folder;

    private static Browser browser;

    @BeforeAll
    static void write() {
        browser = Browser.start();
        assertThat(Run.of("course", "--out", folder.toString(), "--steps", "2").code())
                .isZero();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void open(String language, String page) {
        browser.open(folder.resolve(language + "/" + page + ".html"));
    }

    /// Nothing on the console, nothing from elsewhere, all figures drawn, and a way to every other page.
    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void everyPageOpens(String language) throws IOException {
        List<String> pages = new ArrayList<>(CourseSite.chapters());
        pages.addFirst("index");
        for (String page : pages) {
            open(language, page);
            List<WebElement> figures = browser.all("figure[data-draw]");
            assertThat(figures).as(page).allSatisfy(f -> {
                assertThat(f.getDomAttribute("data-drawn")).isEqualTo("yes");
                assertThat(Browser.all(f, ".drawing > *")).isNotEmpty();
            });
            assertThat(browser.loaded()).as(page).hasSizeGreaterThan(3).allMatch(a -> a.matches("(file|data):.*"));
            browser.screenshot("course-" + language + "-" + page);
            WebElement theme = browser.all("button.theme").getFirst();
            String before = ground();
            browser.click(theme);
            assertThat(ground()).as("light and dark: " + page).isNotEqualTo(before);
            browser.screenshot("course-" + language + "-" + page + "-dark");
            assertThat(browser.console()).as("console of " + page).isEmpty();
        }
        open(language, "index");
        assertThat(browser.all(".toc a")).hasSize(CourseSite.chapters().size());
        browser.click(browser.all("a[hreflang]").getFirst());
        assertThat(browser.strings("return [document.documentElement.lang]"))
                .containsExactly(language.equals("en") ? "fr" : "en");
    }

    private static String ground() {
        return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor"));
    }

    /// The frame around the patch is where the analysis says, for layers and for pixels that the mouse points at.
    @ParameterizedTest
    @CsvSource({"en, field, 0, stride2-4", "fr, field, 0, stride2-4", "en, unet, 0, decoder", "fr, unet, 1, pyramid"})
    void frameShowsWhatAPixelSees(String language, String page, int which, String network) {
        open(language, page);
        WebElement figure = browser.all("figure[data-draw=network]").get(which);
        NetworkFigure.check(browser, figure, CourseNetworks.get(network));
    }

    /// One weight that is pointed at lights up as often as the matrix holds it.
    @Test
    void equalWeightsLightUp() {
        ToeplitzMatrix m = ToeplitzMatrix.of(Window.of(3).padding(1, 1, 1, 1), 1, 1, Shape.of(1, 4, 4));
        int weight = m.weight(5, 5);
        int count = 0;
        for (int i = 0; i < m.rows() * m.columns(); i++) {
            count += m.weight(i / m.columns(), i % m.columns()) == weight ? 1 : 0;
        }
        open("en", "affine");
        WebElement figure = browser.all("figure[data-draw=matrix]").get(1);
        browser.hover(Browser.all(figure, "svg > g").get(5 * m.columns() + 5));
        assertThat(Browser.all(figure, ".cell.lit")).hasSize(count);
        assertThat(Browser.one(figure, ".said").getText()).startsWith(m.name(5, 5) + " ×" + count);
    }

    /// The filter goes over all places, with each padding and stride, and the figure ends with all results.
    @Test
    void filterSlides() {
        open("fr", "conv2d");
        WebElement figure = browser.all("figure[data-draw=convolution]").getFirst();
        assertThat(Browser.all(figure, ".variant")).hasSize(3);
        for (WebElement variant : Browser.all(figure, ".variant")) {
            browser.click(variant);
            int side = Integer.parseInt(variant.getText().replaceAll(".*×", ""));
            WebElement next = Browser.one(figure, ".next");
            for (int i = 0; i < side * side; i++) {
                List<String> shown = browser.strings(
                        "const f = arguments[0]; return [f.dataset.at, f.querySelector('.said').textContent]", figure);
                assertThat(shown.getFirst()).isEqualTo(i / side + "," + i % side);
                String said = shown.getLast();
                assertThat(sum(said.substring(0, said.indexOf('=')))).as(said).isEqualTo(result(said));
                next.click();
            }
            assertThat(figure.getDomAttribute("data-at")).as("begins again").isEqualTo("0,0");
        }
    }

    /// A sum of products, as `2·1 + -1·0`.
    private static double sum(String text) {
        double sum = 0;
        for (String term : text.strip().split(" \\+ ")) {
            String[] factors = term.split("·");
            sum += Double.parseDouble(factors[0]) * Double.parseDouble(factors[1]);
        }
        return sum;
    }

    private static double result(String text) {
        return Double.parseDouble(text.substring(text.indexOf('=') + 1).strip());
    }

    @Test
    void backPropagationIsSteppedThrough() {
        open("en", "mlp");
        WebElement figure = browser.all("figure[data-draw=steps]").getFirst();
        assertThat(Browser.all(figure, "li")).hasSize(1);
        browser.click(Browser.one(figure, ".next"));
        assertThat(Browser.all(figure, "li")).hasSize(2);
        browser.click(Browser.all(figure, "button").getLast());
        assertThat(Browser.all(figure, "li").getLast().getText()).contains("gradient descent");
    }

    /// Answers are hidden until they are asked for.
    @Test
    void answersAreHidden() throws IOException {
        for (String page : CourseSite.chapters()) {
            open("en", page);
            assertThat(browser.all("details")).as("exercises of " + page).isNotEmpty();
            for (WebElement exercise : browser.all("details")) {
                WebElement answer = Browser.one(exercise, ":scope > :not(summary)");
                assertThat(answer.isDisplayed()).as(page).isFalse();
                browser.click(Browser.one(exercise, "summary"));
                assertThat(answer.isDisplayed()).as(page).isTrue();
            }
        }
    }
}
