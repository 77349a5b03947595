package io.jenkins.plugins.modelgate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** A page of Jenkins in somebody's browser. What Jenkins puts around the main panel is not looked at. */
public class Page {
    private static final String PANEL = "#main-panel";

    private final Browser browser;

    Page(Browser browser) {
        this.browser = browser;
    }

    public Browser browser() {
        return browser;
    }

    WebElement find(String selector) {
        return browser.find(By.cssSelector(PANEL + " " + selector));
    }

    List<WebElement> all(String selector) {
        return browser.all(By.cssSelector(PANEL + " " + selector));
    }

    List<String> texts(String selector) {
        return all(selector).stream()
                .map(WebElement::getText)
                .map(String::strip)
                .toList();
    }

    /** What can be read on it. */
    public String text() {
        return browser.find(By.cssSelector(PANEL)).getText();
    }

    public String title() {
        return find("h1").getText();
    }

    public List<String> headings() {
        return texts("h2, h3");
    }

    /** The buttons that do something. */
    public List<String> buttons() {
        return all("button[type=submit]").stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .map(String::strip)
                .toList();
    }

    /** Follows a link by its words. */
    public Page follow(String words) {
        browser.click(browser.find(By.partialLinkText(words)));
        return new Page(browser);
    }

    /** What there is of these, as it stands in the page. */
    public List<String> elements(String selector) {
        return all(selector).stream()
                .map(element -> element.getDomProperty("outerHTML"))
                .toList();
    }

    /** As if somebody put the mouse and the keyboard on everything. */
    public void touchEverything() {
        browser.script("""
                for (const element of document.querySelectorAll('#main-panel *')) {
                    for (const event of ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error']) {
                        element.dispatchEvent(new Event(event));
                    }
                }
                """);
    }

    /** Nothing of the page keeps anybody from using it, whichever way they look at it, and its console is quiet. Takes pictures of it, if they are wanted. */
    public void isFineFor(String name) {
        for (Look look : Look.values()) {
            browser.look(look);
            assertThat(browser.barriers(PANEL)).as("axe on %s, %s", name, look).isEmpty();
            assertThat(browser.number("return document.documentElement.scrollWidth"))
                    .as("width of %s, %s", name, look)
                    .isLessThanOrEqualTo(look.width());
            browser.picture(name + look.suffix());
        }
        browser.look(Look.LIGHT);
        assertThat(browser.complaints()).as("console of %s", name).isEmpty();
    }
}
