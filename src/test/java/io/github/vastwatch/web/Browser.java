package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser. Where there is none, its tests are skipped; in CI they fail. */
final class Browser implements AutoCloseable {
    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/google-chrome");
    private static final String DRIVER = "/usr/bin/chromedriver";

    private final ChromeDriver driver;
    private final String site;

    private Browser(ChromeDriver driver, String site) {
        this.driver = driver;
        this.site = site;
    }

    /** Opens a browser that will show pages of a site. */
    static Browser open(String site) {
        Optional<String> found =
                BROWSERS.stream().filter(each -> new File(each).canExecute()).findFirst();
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(
                    found.isPresent() && new File(DRIVER).canExecute(),
                    "no browser: install chromium and chromium-driver to run this");
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(found.orElseThrow(() -> new AssertionError("install chromium")));
        // Root, as in a container, has no sandbox.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable("browser", Level.ALL);
        logs.enable("performance", Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER))
                .usingAnyFreePort()
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options), site);
        browser.size(1280, 800, false);
        return browser;
    }

    /** The width and height of the page, in CSS pixels, in light or dark colours. */
    Browser size(int width, int height, boolean isDark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
        return this;
    }

    Browser show(String path) {
        driver.get(site + path);
        return this;
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** The texts of elements, all of one moment. */
    @SuppressWarnings("unchecked")
    List<String> texts(String css) {
        return (List<String>) run(
                "return [...document.querySelectorAll(arguments[0])].map(each => (each.innerText ?? \"\").trim())",
                css);
    }

    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    /** What is in the window, as a PNG. */
    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    String path() {
        return Objects.requireNonNull(driver.getCurrentUrl()).substring(site.length());
    }

    /** Fails if the last pages logged an error, asked another host, or can be scrolled sideways. */
    void assertClean() {
        assertThat(errors()).isEmpty();
        assertThat(requests().filter(url -> !url.startsWith(site) && !url.startsWith("data:")))
                .isEmpty();
        assertThat(run("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
    }

    /** What was logged as a warning or worse since the last call. */
    List<String> errors() {
        return driver.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    private Stream<String> requests() {
        return driver.manage().logs().get("performance").getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .map(message -> message.replaceFirst("(?s).*\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"));
    }

    /** The accessibility faults of the page that axe-core calls serious or critical, each with its place. */
    @SuppressWarnings("unchecked")
    List<String> faults() {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1];"
                        + "axe.run().then(r => done(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')"
                        + ".map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))))");
        return (List<String>) Objects.requireNonNull(found);
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
