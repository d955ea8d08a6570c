package dev.noyau.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages that analyses write, as a browser shows them.
class AnalysisPagesTest {
    /// For each command with pages what it is asked.
    private static final Map<String, List<String>> ASKED = Map.of(
            "summary", List.of("course-cnn"),
            "rf", List.of("stride2-4"),
            "matrix", List.of(),
            "cost", List.of(),
            "equivariance", List.of("stride1-2"),
            "probe", List.of("stride1-4"),
            "sizes", List.of("pyramid", "--input", "3x64x96"),
            "search", List.of("--field", "31"));

    @TempDir
    private static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Path write(String command, List<String> asked) {
        Path page = folder.resolve(command + ".html");
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(asked);
        line.addAll(List.of("--html", page.toString()));
        assertThat(Run.of(line.toArray(String[]::new)).err())
                .as(line.toString())
                .doesNotContain("error");
        return page;
    }

    @Test
    void everyPageOpens() throws IOException {
        List<String> commands = Commands.all().stream()
                .filter(c -> c.options().find("--html") != null)
                .map(Command::name)
                .toList();
        assertThat(commands).hasSameElementsAs(ASKED.keySet());
        for (String command : commands) {
            Path page = write(command, ASKED.getOrDefault(command, List.of()));
            browser.open(page);
            assertThat(browser.loaded())
                    .as(command + " needs nothing else")
                    .contains(page.toUri().toString())
                    .allMatch(a -> a.equals(page.toUri().toString()) || a.startsWith("data:"));
            assertThat(browser.all("figure, table")).as(command).isNotEmpty();
            assertThat(browser.all("figure[data-draw]"))
                    .as(command)
                    .allSatisfy(f -> assertThat(f.getDomAttribute("data-drawn")).isEqualTo("yes"));
            browser.screenshot("page-" + command);
            assertThat(browser.console()).as("console of " + command).isEmpty();
        }
    }

    @Test
    void frameShowsWhatAPixelSees() {
        Map<String, dev.noyau.graph.GraphSource> networks = new LinkedHashMap<>();
        networks.put("stride2-4", CourseNetworks.get("stride2-4"));
        networks.put("lenet5", Zoo.get("lenet5"));
        networks.forEach((name, network) -> {
            browser.open(write("rf", List.of(name)));
            NetworkFigure.check(
                    browser, browser.all("figure[data-draw=network]").getFirst(), network);
        });
        assertThat(browser.console()).isEmpty();
    }
}
