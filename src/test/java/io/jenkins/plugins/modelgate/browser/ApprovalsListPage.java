package io.jenkins.plugins.modelgate.browser;

import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What people are asked: {@code model-approvals/}. */
public final class ApprovalsListPage extends Page {
    private ApprovalsListPage(Browser browser) {
        super(browser);
    }

    public static ApprovalsListPage open(Browser browser) {
        browser.goTo("model-approvals/");
        return new ApprovalsListPage(browser);
    }

    /** The candidates below a heading; none if there is no such heading. */
    public List<String> below(String heading) {
        return browser()
                .all(By.xpath("//*[@id='main-panel']//h2[normalize-space()='" + heading
                        + "']/following-sibling::*[1]//a[contains(@class, 'jenkins-table__link')]"))
                .stream()
                .map(WebElement::getText)
                .toList();
    }

    public QuestionPage question(String name) {
        browser().click(browser().find(By.linkText(name)));
        return new QuestionPage(browser());
    }
}
