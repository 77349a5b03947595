package io.jenkins.plugins.modelgate.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A test of pages in a real browser; left out, and said to be, where there is none. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.jenkins.plugins.modelgate.browser.Chromium#isHere", disabledReason = Chromium.MISSING)
@WithJenkins
public @interface BrowserTest {}
