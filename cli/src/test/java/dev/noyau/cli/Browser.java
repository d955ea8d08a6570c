package dev.noyau.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A Chromium without a screen. It and its driver are the ones on the path, nothing is fetched; a test is skipped where
/// one of them is missing.
final class Browser implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    /// Kept: a logger that nobody holds forgets its level.
    private static final Logger LOG = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;
    private final PointerInput mouse = new PointerInput(PointerInput.Kind.MOUSE, "mouse");

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser start() {
        Optional<Path> browser = BROWSERS.stream().flatMap(Browser::onPath).findFirst();
        Optional<Path> chromedriver = onPath("chromedriver").findFirst();
        Assumptions.assumeTrue(
                browser.isPresent() && chromedriver.isPresent(),
                "Chromium and its driver are not both installed: the pages are not looked at");
        LOG.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Stream<Path> onPath(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                .map(dir -> Path.of(dir, program))
                .filter(Files::isExecutable);
    }

    void open(Path page) {
        driver.manage().window().setSize(new Dimension(WIDTH, HEIGHT));
        driver.get(page.toUri().toString());
    }

    /// What the console said since it was last asked.
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(e -> e.getLevel() + " " + e.getMessage())
                .toList();
    }

    /// Addresses of all that was asked for since this was last asked, pages too.
    List<String> loaded() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(e -> (Map<?, ?>) Run.parse(e.getMessage()).get("message"))
                .filter(m -> m != null && "Network.requestWillBeSent".equals(m.get("method")))
                .map(m -> (Map<?, ?>) m.get("params"))
                .map(p -> String.valueOf(((Map<?, ?>) p.get("request")).get("url")))
                .toList();
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /// Elements in another one.
    static List<WebElement> all(WebElement in, String css) {
        return in.findElements(By.cssSelector(css));
    }

    static WebElement one(WebElement in, String css) {
        return in.findElement(By.cssSelector(css));
    }

    void click(WebElement e) {
        toMiddle(e);
        e.click();
    }

    /// Moves the mouse to the middle of an element.
    void hover(WebElement e) {
        Rectangle box = e.getRect();
        hover(e, box.getWidth() / 2.0, box.getHeight() / 2.0);
    }

    /// Moves the mouse to a place in an element, counted in pixels of the screen from its upper left corner.
    void hover(WebElement e, double x, double y) {
        toMiddle(e);
        List<String> corner = strings("const b = arguments[0].getBoundingClientRect(); return [b.x, b.y]", e);
        move((int) Math.floor(number(corner.get(0)) + x), (int) Math.floor(number(corner.get(1)) + y));
    }

    /// The mouse waits in a corner meanwhile, so that nothing passes below it.
    private void toMiddle(WebElement e) {
        move(0, 0);
        script("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", e);
    }

    /// At once, where Selenium's own actions would take a quarter of a second.
    private void move(int x, int y) {
        driver.perform(List.of(new Sequence(mouse, 0)
                .addAction(mouse.createPointerMove(Duration.ZERO, PointerInput.Origin.viewport(), x, y))));
    }

    /// The whole page as an image beside what the build makes.
    void screenshot(String name) throws IOException {
        double height = number(script("return document.documentElement.scrollHeight"));
        driver.manage().window().setSize(new Dimension(WIDTH, (int) Math.max(HEIGHT, Math.min(height + 20, 8000))));
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        driver.manage().window().setSize(new Dimension(WIDTH, HEIGHT));
    }

    /// Runs JavaScript in the page.
    Object script(String script, Object... arguments) {
        Object result = ((JavascriptExecutor) driver).executeScript(script, arguments);
        return result == null ? "" : result;
    }

    List<String> strings(String script, Object... arguments) {
        return ((List<?>) script(script, arguments))
                .stream().map(String::valueOf).toList();
    }

    static double number(Object o) {
        return Double.parseDouble(String.valueOf(o));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
