package io.jenkins.plugins.modelgate.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.build.Samples;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What people see of what they are asked. One Jenkins, and a ledger for each test. */
@WithJenkins
class ApprovalsPageTest {
    private static JenkinsRule jenkins;
    private static FreeStyleBuild build;
    private static FreeStyleBuild hidden;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        FreeStyleProject open = rule.createFreeStyleProject("open");
        FreeStyleProject secret = rule.createFreeStyleProject("secret");
        build = rule.buildAndAssertSuccess(open);
        hidden = rule.buildAndAssertSuccess(secret);
        JenkinsRule.DummySecurityRealm realm = rule.createDummySecurityRealm();
        realm.addGroups("bea", "ml-leads");
        realm.addGroups("rita", "ml-leads");
        realm.addGroups("ada", "ml-leads");
        rule.jenkins.setSecurityRealm(realm);
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .onItems(open)
                .toAuthenticated()
                .grant(Permissions.APPROVE)
                .onItems(open)
                .to("bea", "rita", "ada", "max")
                .grant(Item.DISCOVER)
                .onItems(secret)
                .toEveryone()
                .grant(Permissions.VIEW, Permissions.APPROVE)
                .onItems(secret)
                .to("rita")
                .grant(Permissions.BREAK_GLASS)
                .onItems(open)
                .to("sam")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root"));
    }

    @BeforeEach
    void configure() {
        Setup.server(URI.create("http://127.0.0.1:1"));
        ModelGateConfiguration.get().setLedgers(List.of(new LedgerSource("ledger-" + System.nanoTime())));
        ApprovalsPage.get().boards().forget(Samples.SERVER);
    }

    private static HtmlPage page(String user, String where) throws Exception {
        return jenkins.createWebClient().login(user).goTo(where);
    }

    private static HtmlPage page(String user, Sha256 verdicts) throws Exception {
        return page(user, Question.path(Samples.SERVER, verdicts));
    }

    private static String list(String user) throws Exception {
        return page(user, "model-approvals/").getElementById("main-panel").asNormalizedText();
    }

    @Test
    void showsWhatWaitsForWhom() throws Exception {
        assertThat(list("bea")).contains("Nothing waits for anybody");
        new Asked().by(build).put("7");
        new Asked().by(build).at(Instant.now().minusSeconds(90_000)).put("6");

        assertThat(list("bea"))
                .containsSubsequence(
                        "Waiting for you",
                        "diabetes 7 for production",
                        "PASS",
                        "waits",
                        "2 of ‘ml-leads’ and 1 of ‘risk’")
                .containsSubsequence("Settled", "diabetes 6 for production", "expired", "Not approved in time")
                .doesNotContain("Waiting for others");
        // A member without the permission, a maker, and somebody whom no rule names.
        for (String other : List.of("carol", "ada", "max")) {
            assertThat(list(other)).containsSubsequence("Nothing waits for you.", "Waiting for others", "diabetes 7");
        }
        assertThat(jenkins.createWebClient().goTo("").getWebResponse().getContentAsString())
                .doesNotContain("model-approvals");
        assertThat(page("bea", "").getWebResponse().getContentAsString()).contains("model-approvals");
    }

    @Test
    void showsWhatAnAnswerIsBoundToAndWhatItIsAbout() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");

        String text = page("bea", asked).getElementById("main-panel").asNormalizedText();

        assertThat(text)
                .contains("diabetes 7 for production", "rmse-in-bounds\tPASS\t54.25 is at most 60")
                .contains("ml-leads\t0 of 2\tI reviewed the evidence.", "risk\t0 of 1\tI accept the risk.")
                .contains("sre\t–\tmay break the glass")
                .contains("Ada\tada@example.org\twrote a commit of the candidate", "cannot approve")
                .contains("Nobody holds the target yet", "Metric rmse\t–\t54.25", "Parameter train.alpha\t–\t0.5")
                .contains("Data diabetes-data\t–\tmd5:0123456789abcdef0123456789abcdef.dir")
                .contains("rmse\t54.25\tagent", "odd\tNaN\tclaimed", "Locked before", "byte-identical")
                .contains("Verdicts\t" + asked.hex(), "refs/heads/main, commit " + "c".repeat(40));
    }

    @Test
    void offersOnlyWhatTheReaderMayDo() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");

        assertThat(buttons("bea", asked)).containsExactly("Approve", "Reject");
        assertThat(page("bea", asked).getFormByName("answer").getInputsByName("group"))
                .singleElement()
                .matches(group -> group.getValue().equals("ml-leads"));
        assertThat(buttons("ada", asked)).containsExactly("Reject");
        assertThat(page("ada", asked).asNormalizedText())
                .contains("You cannot approve it: you wrote a commit of the candidate");
        assertThat(page("rita", asked).getFormByName("answer").getRadioButtonsByName("group"))
                .extracting(radio -> radio.getValue())
                .containsExactly("ml-leads", "risk");
        assertThat(buttons("sam", asked)).containsExactly("Break the glass");
        for (String nobody : List.of("max", "carol", "guest", "root")) {
            assertThat(buttons(nobody, asked)).isEmpty();
        }
    }

    private static List<String> buttons(String user, Sha256 asked) throws Exception {
        DomElement panel = page(user, asked).getElementById("main-panel");
        return panel.getElementsByTagName("button").stream()
                .filter(button -> button.getAttribute("type").equals("submit"))
                .map(DomElement::getTextContent)
                .map(String::strip)
                .toList();
    }

    @Test
    void showsTheCommandWherePeopleSignForThemselves() throws Exception {
        Sha256 asked = new Asked().by(build).personal().put("7");

        assertThat(buttons("bea", asked)).isEmpty();
        assertThat(page("bea", asked).getElementById("command").getTextContent())
                .isEqualTo("model-gate approve 7 --model diabetes --target production --verdicts " + asked.hex());
    }

    @Test
    void rendersHostileTextAsText() throws Exception {
        String hostile = "<img src=x onerror=alert(1)>";
        Sha256 asked = new Asked().by(build).named(hostile).put("7");

        DomElement panel = page("bea", asked).getElementById("main-panel");

        assertThat(panel.asNormalizedText())
                .contains("PASS\t" + hostile, "Data " + hostile, hostile + "\t" + hostile + "\tis a co-author");
        assertThat(panel.getElementsByTagName("img")).isEmpty();
        assertThat(panel.getElementsByTagName("script")).allMatch(script -> script.hasAttribute("src"));
        assertThat(panel.getByXPath(".//@*[starts-with(name(), 'on') or name() = 'style']"))
                .isEmpty();
    }

    @Test
    void hidesWhatTheReaderMayNotSee() throws Exception {
        Sha256 asked = new Asked().by(hidden).put("7");
        String where = Question.path(Samples.SERVER, asked);

        assertThat(list("rita")).contains("Waiting for you", "diabetes 7");
        assertThat(page("rita", asked).asNormalizedText())
                .contains(asked.hex())
                .doesNotContain("Evidence of the build");
        assertThat(list("bea")).contains("Nothing waits for anybody").doesNotContain("diabetes");
        assertThat(json("bea", "model-approvals/api/json")
                        .getJSONArray("questions")
                        .size())
                .isZero();
        // Who may know of the job is asked to log in, or told that they may not.
        jenkins.createWebClient().login("bea").assertFails(where, 403);
        jenkins.createWebClient().login("bea").assertFails(where + "api/json", 403);
        jenkins.createWebClient().assertFails("model-approvals/server/unheard/" + asked.hex() + "/", 404);
        jenkins.createWebClient().login("rita").assertFails("model-approvals/server/mlflow/x/", 404);
    }

    /** Another controller may have a job of the same name. */
    @Test
    void asksForJenkinsPermissionWhereTheJobIsNotHere() throws Exception {
        Sha256 asked = new Asked()
                .by(build.getParent(), "https://elsewhere.example.org/job/open/1/")
                .put("7");

        assertThat(page("root", asked).asNormalizedText()).contains(asked.hex());
        jenkins.createWebClient().login("bea").assertFails(Question.path(Samples.SERVER, asked), 404);
    }

    @Test
    void saysWhatIsWrongAndWhatToDoWhereNothingCanBeRead() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        LedgerSource damaged = new LedgerSource("damaged");
        damaged.setLocation("file:///there/is/no/ledger.git");
        ModelGateConfiguration.get().setLedgers(List.of(damaged));
        ApprovalsPage.get().boards().forget(Samples.SERVER);

        assertThat(list("root")).contains("Server ‘mlflow’: ", "/there/is/no");
        assertThat(list("bea"))
                .contains("What waits on the server ‘mlflow’ cannot be read now")
                .doesNotContain("/there/is/no");
        JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        HtmlPage unknown = browser.login("bea").goTo(Question.path(Samples.SERVER, asked));
        assertThat(unknown.getWebResponse().getStatusCode()).isEqualTo(503);
        assertThat(unknown.asNormalizedText()).contains("Nobody can tell now what is asked");
        assertThat(list("bea")).doesNotContain("Exception");
    }

    @Test
    void saysThatSomethingIsNotAskedAnyMore() throws Exception {
        Sha256 before = new Asked().by(build).at(Instant.now().minusSeconds(60)).put("7");
        Sha256 now = new Asked().by(build).madeBy("rebuilder").put("7");

        JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        HtmlPage gone = browser.login("bea").goTo(Question.path(Samples.SERVER, before));

        assertThat(gone.getWebResponse().getStatusCode()).isEqualTo(404);
        assertThat(gone.asNormalizedText())
                .contains("The question has changed", "The gates answered again about the same candidate");
        HtmlPage instead = gone.getAnchorByText("diabetes 7 for production").click();
        assertThat(instead.asNormalizedText()).contains(now.hex());
    }

    @Test
    void tellsTheSameToPrograms() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");

        JSONObject listed = json("bea", "model-approvals/api/json")
                .getJSONArray("questions")
                .getJSONObject(0);
        JSONObject one = json("bea", Question.path(Samples.SERVER, asked) + "api/json");

        assertThat(listed.getString("verdicts")).isEqualTo(asked.hex());
        assertThat(one.getString("state")).isEqualTo("open");
        assertThat(one.getString("model")).isEqualTo("diabetes");
        assertThat(one.getBoolean("waitingForMe")).isTrue();
        assertThat(one.getJSONArray("myGroups").toString()).isEqualTo("[\"ml-leads\"]");
        assertThat(json("carol", Question.path(Samples.SERVER, asked) + "api/json")
                        .getBoolean("waitingForMe"))
                .isFalse();
    }

    private static JSONObject json(String user, String where) throws Exception {
        return JSONObject.fromObject(jenkins.createWebClient()
                .login(user)
                .goTo(where, "application/json")
                .getWebResponse()
                .getContentAsString());
    }

    @Test
    void isLinkedFromTheBuildsPages() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        Verdicts verdicts = Asked.standing(asked).verdicts();
        ModelEvidenceAction action = ModelEvidenceAction.of(build);
        action.candidate(Samples.SERVER, new Asked().by(build).evidence("7"), "run", "7");
        action.judged(Samples.SERVER, verdicts);

        for (String where : List.of(build.getUrl(), build.getUrl() + "model-evidence/")) {
            HtmlPage page = page("bea", where);
            assertThat(page.asNormalizedText()).contains("diabetes 7 for production", "It waits for 2 of ‘ml-leads’");
            assertThat(page.getAnchors())
                    .extracting(anchor -> anchor.getHrefAttribute())
                    .contains("/jenkins/" + Question.path(Samples.SERVER, asked));
        }
        assertThat(page("bea", asked).asNormalizedText()).contains("Evidence of the build");
    }
}
