package io.jenkins.plugins.modelgate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modelgate.approvals.Asked;
import io.jenkins.plugins.modelgate.approvals.Question;
import io.jenkins.plugins.modelgate.build.Samples;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What people are asked, in their browsers. One Jenkins, a browser for each person, and a ledger for each test. */
@BrowserTest
class ApprovalPagesTest {
    private static final Map<String, Browser> BROWSERS = new HashMap<>();

    private static JenkinsRule jenkins;
    private static FreeStyleBuild build;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        FreeStyleProject job = rule.createFreeStyleProject("deliver");
        build = rule.buildAndAssertSuccess(job);
        JenkinsRule.DummySecurityRealm realm = rule.createDummySecurityRealm();
        realm.addGroups("bea", "ml-leads");
        rule.jenkins.setSecurityRealm(realm);
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .toAuthenticated()
                .grant(Permissions.APPROVE)
                .onItems(job)
                .to("bea")
                .grant(Permissions.BREAK_GLASS)
                .onItems(job)
                .to("sam")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root"));
    }

    @AfterAll
    static void close() {
        Browser.close(BROWSERS.values());
        BROWSERS.clear();
    }

    @BeforeEach
    void configure() {
        Setup.server(URI.create("http://127.0.0.1:1"));
        ledger(new LedgerSource("ledger-" + System.nanoTime()));
    }

    private static void ledger(LedgerSource ledger) {
        ModelGateConfiguration.get().setLedgers(List.of(ledger));
        Asked.forget();
    }

    private static Browser as(String user) throws IOException {
        Browser browser = BROWSERS.get(user);
        if (browser == null) {
            browser = Browser.open(jenkins, user);
            BROWSERS.put(user, browser);
        }
        return browser;
    }

    private static QuestionPage page(String user, Sha256 asked) throws IOException {
        return QuestionPage.open(as(user), Question.path(Samples.SERVER, asked));
    }

    @Test
    void nothingThatStrangersWroteRuns() throws Exception {
        List<String> hostile;
        try (InputStream in = getClass().getResourceAsStream("hostile.txt")) {
            hostile = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        Sha256 asked = new Asked().by(build).hostile(hostile).put("7");
        String words = String.join("\n", hostile);

        QuestionPage page = page("bea", asked).comment(words).approve();
        // What did not run when it was loaded runs when it is touched.
        page.touchEverything();

        assertThat(page.said()).singleElement().satisfies(said -> assertThat(said)
                .contains("<script>hurt()</script>"));
        assertThat(page.text()).contains(hostile);
        assertThat(page.elements(
                        "img, iframe, base, math, form form, a[href^='javascript:'], [onerror], [onload], style"))
                .isEmpty();
        page.isFineFor("hostile");
        ApprovalsListPage list = ApprovalsListPage.open(as("bea"));
        assertThat(list.text()).contains(hostile.get(0));
        list.touchEverything();
        list.isFineFor("hostile-list");
    }

    @Test
    void everyStateIsFineForEverybody() throws Exception {
        ApprovalsListPage.open(as("bea")).isFineFor("approvals-none");
        Sha256 personal = new Asked().by(build).personal().put("4");
        Sha256 expired =
                new Asked().by(build).at(Instant.now().minusSeconds(90_000)).put("5");
        Sha256 asked = new Asked().by(build).withComment().put("7");

        page("bea", personal).isFineFor("question-personal");
        page("bea", expired).isFineFor("question-expired");
        page("max", asked).isFineFor("question-looking-on");
        QuestionPage refused = page("bea", asked).approve();
        assertThat(refused.refusal()).contains("it has no comment");
        refused.isFineFor("approval-refused");
        QuestionPage broken = page("sam", asked).breakGlass("production is down");
        assertThat(broken.text()).contains("The glass was broken");
        broken.isFineFor("question-glass-broken");
        ApprovalsListPage.open(as("max")).isFineFor("approvals-looking-on");

        LedgerSource away = new LedgerSource("away");
        away.setLocation("file:///there/is/no/ledger.git");
        ledger(away);
        page("bea", asked).isFineFor("question-unknown");
        ApprovalsListPage list = ApprovalsListPage.open(as("root"));
        assertThat(list.text()).contains("/there/is/no");
        list.isFineFor("approvals-unknown");
    }

    @Test
    void aPageThatWasOpenForLongLeadsToWhatIsAskedNow() throws Exception {
        Sha256 before = new Asked().by(build).at(Instant.now().minusSeconds(60)).put("7");
        QuestionPage page = page("bea", before).comment("I saw it");
        Sha256 now = new Asked().by(build).madeBy("somebody").put("7");

        QuestionPage late = page.approve();

        assertThat(late.refusal()).contains("The gates answered again about the same candidate");
        late.isFineFor("approval-changed");
        late.follow("Look at it");
        assertThat(late.verdicts()).isEqualTo(now.hex());
        assertThat(late.said()).isEmpty();
    }

    @Test
    void whoMayNotSeesNoButtonAndIsRefused() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        String path = Question.path(Samples.SERVER, asked);
        Map<String, String> fields = Map.of("verdicts", asked.hex(), "comment", "x");

        QuestionPage page = page("max", asked);

        assertThat(page.buttons()).isEmpty();
        for (String what : List.of("approve", "reject", "breakGlass", "promote")) {
            assertThat(page.browser().post(path + what, fields, true)).as(what).isEqualTo(403);
            assertThat(page("bea", asked).browser().post(path + what, fields, false))
                    .as("%s without a crumb", what)
                    .isEqualTo(403);
        }
        assertThat(page("bea", asked).said()).isEmpty();
    }
}
