package io.jenkins.plugins.modelgate.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jvnet.hudson.test.JenkinsRule;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** One person's browser, with a session of its own. */
public final class Browser implements AutoCloseable {
    /** System property: the folder that pictures go into; without it there are none. */
    public static final String PICTURES = "modelGate.pictures";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEIGHT = 900;

    private final ChromeDriver driver = Chromium.start();
    private final String root;
    private final Map<String, String> inPictures = new LinkedHashMap<>();

    private Browser(String root) {
        this.root = root;
        look(Look.LIGHT);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
    }

    /** Opens one that nobody has logged in with. */
    public static Browser open(JenkinsRule jenkins) throws IOException {
        return new Browser(jenkins.getURL().toString());
    }

    /** Opens one, and logs in; the password is the id, as in the realm of tests. */
    public static Browser open(JenkinsRule jenkins, String user) throws IOException {
        Browser browser = open(jenkins);
        LoginPage.open(browser).logIn(user, user);
        return browser;
    }

    /**
     * Goes to an address of this Jenkins.
     *
     * @param path from its root on
     */
    public Page goTo(String path) {
        driver.get(root + path);
        return new Page(this);
    }

    /** Where it is, from the root of this Jenkins on. */
    public String path() {
        return driver.getCurrentUrl().replace(root, "");
    }

    WebElement find(By what) {
        return driver.findElement(what);
    }

    /** In its order. */
    List<WebElement> all(By what) {
        return driver.findElements(what);
    }

    /** Clicks on what leads to another page, and waits for that. */
    void click(WebElement what) {
        leave(what::click);
    }

    /** Clicks twice, as people do who think that it is needed. */
    void doubleClick(WebElement what) {
        leave(() -> new Actions(driver).doubleClick(what).perform());
    }

    private void leave(Runnable deed) {
        script("window.isLeft = true");
        deed.run();
        await().atMost(PATIENCE).ignoreExceptions().until(() ->
                (Boolean) script("return !window.isLeft && document.readyState === 'complete'"));
    }

    /** Runs a script in the page, and gives what it returns. */
    public Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Sends a form from the page, as a script of this Jenkins' own would, and gives the status. */
    public int post(String path, Map<String, String> fields, boolean crumb) {
        Object status = driver.executeAsyncScript("""
                const [address, fields, crumb, done] = arguments;
                const headers = crumb ? {[document.head.dataset.crumbHeader]: document.head.dataset.crumbValue} : {};
                fetch(address, {method: 'POST', body: new URLSearchParams(fields), headers: headers, redirect: 'manual'})
                    .then(answer => done(answer.status), error => done(-1));
                """, root + path, fields, crumb);
        return ((Number) status).intValue();
    }

    /** Looks at the page like that. */
    public void look(Look look) {
        driver.manage().window().setSize(new Dimension(Look.LIGHT.width(), HEIGHT));
        metrics(look.width(), HEIGHT);
        script(resource("theme.js"), resource("dark-theme.css"), look.theme());
    }

    private void metrics(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the page's console has to complain of, but for answers that are no success: violations of the CSP, errors of scripts. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("Failed to load resource"))
                .toList();
    }

    /**
     * What axe-core finds wrong, if it is serious or critical.
     *
     * @param selector what is looked at
     */
    @SuppressWarnings("unchecked")
    List<String> barriers(String selector) {
        script(resource("/axe.min.js"));
        Object found = driver.executeAsyncScript("""
                const [selector, done] = arguments;
                axe.run(selector, {resultTypes: ['violations']}).then(
                    result => done(result.violations
                        .filter(rule => ['serious', 'critical'].includes(rule.impact))
                        .flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.html + ' ' + node.failureSummary))),
                    error => done(['' + error]));
                """, selector);
        return (List<String>) found;
    }

    /** In pictures something else is shown instead of a text. */
    public void inPictures(String text, String instead) {
        inPictures.put(text, instead);
    }

    /** Takes a picture of the whole page, if pictures are wanted. */
    void picture(String name) {
        String folder = System.getProperty(PICTURES);
        if (folder == null) {
            return;
        }
        inPictures.forEach((text, instead) -> script(resource("replace.js"), text, instead));
        int width = number("return window.innerWidth");
        int height = Math.max(200, number("return document.documentElement.scrollHeight"));
        metrics(width, height);
        Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
        Map<String, Object> picture =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "clip", clip));
        metrics(width, HEIGHT);
        try {
            Path file = Files.createDirectories(Path.of(folder)).resolve(name + ".png");
            Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int number(String script) {
        return ((Number) script(script)).intValue();
    }

    private static String resource(String name) {
        try (InputStream in = Browser.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }

    /** Closes them all. */
    public static void close(Iterable<Browser> browsers) {
        List<Browser> all = new ArrayList<>();
        browsers.forEach(all::add);
        all.forEach(Browser::close);
    }
}
