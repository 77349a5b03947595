package io.jenkins.plugins.modelgate.browser;

import org.openqa.selenium.By;

/** Jenkins' own. */
public final class LoginPage {
    private final Browser browser;

    private LoginPage(Browser browser) {
        this.browser = browser;
    }

    public static LoginPage open(Browser browser) {
        browser.goTo("login");
        return new LoginPage(browser);
    }

    public Page logIn(String user, String password) {
        browser.find(By.name("j_username")).sendKeys(user);
        browser.find(By.name("j_password")).sendKeys(password);
        browser.click(browser.find(By.name("Submit")));
        return new Page(browser);
    }
}
