package io.jenkins.plugins.modelgate.browser;

import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What people are asked about one candidate. */
public final class QuestionPage extends Page {
    QuestionPage(Browser browser) {
        super(browser);
    }

    /**
     * Opens it.
     *
     * @param path from the root of this Jenkins on
     */
    public static QuestionPage open(Browser browser, String path) {
        browser.goTo(path);
        return new QuestionPage(browser);
    }

    /** The digest that an answer is bound to. */
    public String verdicts() {
        return find("#verdicts").getText();
    }

    public QuestionPage comment(String text) {
        find("#answer-comment").sendKeys(text);
        return this;
    }

    /** Clicks, and is on the page that answers: this one again, or a refusal. */
    public QuestionPage approve() {
        return click("Approve");
    }

    public QuestionPage approveTwice() {
        browser().doubleClick(button("Approve"));
        return this;
    }

    public QuestionPage reject() {
        return click("Reject");
    }

    public QuestionPage breakGlass(String reason) {
        find("details > summary").click();
        find("#glass-comment").sendKeys(reason);
        return click("Break the glass");
    }

    public QuestionPage promote(String reason) {
        find("#promote-reason").sendKeys(reason);
        return click("Give");
    }

    /** Why a click was refused. */
    public String refusal() {
        return find("#refusal").getText();
    }

    /** Who said what, one line for each. */
    public List<String> said() {
        return browser()
                .all(By.xpath("//h3[normalize-space()='What was said']/following-sibling::*[1]//tbody/tr"))
                .stream()
                .map(WebElement::getText)
                .map(text -> text.replace('\n', ' '))
                .toList();
    }

    private QuestionPage click(String button) {
        browser().click(button(button));
        return this;
    }

    private WebElement button(String words) {
        return all("button[type=submit]").stream()
                .filter(button -> button.getText().strip().startsWith(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No button ‘" + words + "’ in " + buttons()));
    }
}
