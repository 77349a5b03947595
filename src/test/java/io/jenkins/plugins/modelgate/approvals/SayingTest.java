package io.jenkins.plugins.modelgate.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.modelgate.build.Samples;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import jenkins.security.ApiTokenProperty;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTextArea;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What people do with what they are asked. One Jenkins, and a ledger for each test. */
@WithJenkins
class SayingTest {
    private static final Map<String, JenkinsRule.WebClient> BROWSERS = new HashMap<>();

    private static JenkinsRule jenkins;
    private static FreeStyleBuild build;

    /** Remembers what it was told. */
    @TestExtension
    public static final class Heard implements ApprovalListener {
        private final List<Sha256> said = new CopyOnWriteArrayList<>();

        @Override
        public void said(TargetId target, Sha256 verdicts) {
            said.add(verdicts);
        }
    }

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        FreeStyleProject job = rule.createFreeStyleProject("deliver");
        build = rule.buildAndAssertSuccess(job);
        JenkinsRule.DummySecurityRealm realm = rule.createDummySecurityRealm();
        for (String lead : List.of("bea", "ben", "ada", "admin")) {
            realm.addGroups(lead, "ml-leads");
        }
        rule.jenkins.setSecurityRealm(realm);
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("bea", "ben", "ada", "carol", "sam", "reader", "promoter", "outsider")
                .grant(Permissions.APPROVE)
                .onItems(job)
                .to("bea", "ben", "ada", "carol", "outsider")
                .grant(Permissions.BREAK_GLASS)
                .onItems(job)
                .to("sam", "outsider")
                .grant(Permissions.PROMOTE)
                .onItems(job)
                .to("promoter")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        for (String user :
                List.of("bea", "ben", "ada", "carol", "sam", "reader", "promoter", "outsider", "admin", "stranger")) {
            JenkinsRule.WebClient browser = rule.createWebClient().withThrowExceptionOnFailingStatusCode(false);
            browser.getOptions().setPrintContentOnFailingStatusCode(false);
            BROWSERS.put(user, browser.login(user));
            browser.getOptions().setRedirectEnabled(false);
        }
        BROWSERS.put("anonymous", rule.createWebClient().withThrowExceptionOnFailingStatusCode(false));
        User.getById("ada", true).addProperty(new Mailer.UserProperty("ADA@example.org"));
    }

    @AfterAll
    static void close() {
        BROWSERS.values().forEach(JenkinsRule.WebClient::close);
        BROWSERS.clear();
    }

    @BeforeEach
    void configure() {
        Setup.server(URI.create("http://127.0.0.1:1"));
        ModelGateConfiguration.get().setLedgers(List.of(new LedgerSource("ledger-" + System.nanoTime())));
        ApprovalsPage.get().boards().forget(Samples.SERVER);
    }

    private static WebResponse send(String user, Sha256 to, String what, String... parameters) throws Exception {
        return send(user, to, HttpMethod.POST, what, parameters);
    }

    private static WebResponse send(String user, Sha256 to, HttpMethod verb, String what, String... parameters)
            throws Exception {
        JenkinsRule.WebClient browser = BROWSERS.get(user);
        WebRequest request = request(to, verb, what, parameters);
        return browser.loadWebResponse(browser.addCrumb(request));
    }

    private static WebRequest request(Sha256 to, HttpMethod verb, String what, String... parameters) throws Exception {
        StringBuilder query = new StringBuilder("?verdicts=" + to.hex());
        for (int i = 0; i < parameters.length; i += 2) {
            query.append('&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return new WebRequest(new URL(jenkins.getURL() + Question.path(Samples.SERVER, to) + what + query), verb);
    }

    private static List<Approval> said(Sha256 to) throws Exception {
        try (ServerSession session = Asked.open()) {
            return session
                    .gatekeeper()
                    .ledger()
                    .approvals()
                    .on(Asked.standing(to).verdicts())
                    .stream()
                    .map(Envelope::document)
                    .map(Approval.class::cast)
                    .toList();
        }
    }

    private static void assertRefused(WebResponse answer, String because) {
        assertThat(answer.getContentAsString()).contains(because);
        assertThat(answer.getStatusCode()).isEqualTo(409);
    }

    @Test
    void enoughPeopleSayYesOnThePage() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");

        for (String user : List.of("bea", "ben", "carol")) {
            HtmlPage page = jenkins.createWebClient().login(user).goTo(Question.path(Samples.SERVER, asked));
            HtmlForm form = page.getFormByName("answer");
            HtmlTextArea comment = form.getTextAreaByName("comment");
            comment.setText("looks <b>good</b> to " + user);
            HtmlButton button = form.getFirstByXPath(".//button[@formaction='approve']");
            HtmlPage after = button.click();
            assertThat(after.asNormalizedText()).contains("looks <b>good</b> to " + user);
        }

        assertThat(Asked.standing(asked).tally().state()).isEqualTo(Tally.State.MET);
        Approval first = said(asked).stream()
                .filter(approval -> approval.by().name().equals("bea"))
                .findFirst()
                .orElseThrow();
        assertThat(first.by().observer()).isEqualTo(Observer.CONTROLLER);
        assertThat(first.by().url()).isEqualTo(jenkins.getURL() + Question.path(Samples.SERVER, asked));
        assertThat(first.group()).isEqualTo("ml-leads");
        assertThat(first.meaning()).isEqualTo("I reviewed the evidence.");
        assertThat(first.comment()).isEqualTo("looks <b>good</b> to bea");
        assertThat(first.person().groups()).contains("ml-leads");
        assertThat(first.person().realm()).contains("DummySecurityRealm");
        assertThat(first.person().address()).isEqualTo("127.0.0.1");
        assertThat(jenkins.jenkins.getExtensionList(Heard.class).get(0).said).contains(asked);
    }

    @Test
    void aDoubleClickIsOneClick() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        assertThat(send("bea", asked, "approve").getStatusCode()).isEqualTo(302);
        assertThat(send("bea", asked, "approve").getStatusCode()).isEqualTo(302);
        assertThat(said(asked)).hasSize(1);
    }

    @Test
    void twoPeopleAtTheSameInstantLoseNothing() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        CyclicBarrier start = new CyclicBarrier(3);
        ExecutorService people = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Integer>> clicks = List.of("bea", "ben", "carol").stream()
                    .<Callable<Integer>>map(user -> () -> {
                        start.await();
                        return send(user, asked, "approve").getStatusCode();
                    })
                    .toList();
            for (Future<Integer> click : people.invokeAll(clicks)) {
                assertThat(click.get()).isEqualTo(302);
            }
        } finally {
            people.shutdown();
        }
        assertThat(said(asked)).hasSize(3);
        assertThat(Asked.standing(asked).tally().state()).isEqualTo(Tally.State.MET);
    }

    @Test
    void aNoStandsUntilTheSamePersonSaysYes() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        send("ada", asked, "reject", "comment", "not yet");
        assertThat(Asked.standing(asked).tally().state()).isEqualTo(Tally.State.REJECTED);
        send("bea", asked, "reject");
        send("bea", asked, "approve");
        assertThat(Asked.standing(asked).tally().sentence()).isEqualTo("Rejected by ‘ada’ (ml-leads).");
    }

    @Test
    void refusesWhatWouldNotCountAndSaysWhy() throws Exception {
        Sha256 asked = new Asked().by(build).madeBy("BEN").put("7");
        assertRefused(send("ada", asked, "approve"), "‘ada’ wrote a commit of the candidate");
        assertRefused(send("ben", asked, "approve"), "‘ben’ ran the build again");
        assertRefused(send("outsider", asked, "approve"), "‘outsider’ is in none of the groups that are asked");
        assertRefused(send("outsider", asked, "breakGlass", "comment", "fire"), "only the group ‘sre’ break the glass");
        assertRefused(send("bea", asked, "approve", "group", "risk"), "say in whose name: ‘ml-leads’");
        // An administrator has every permission, and is in a group, and in nobody's list.
        assertRefused(send("admin", asked, "breakGlass", "comment", "fire"), "only the group ‘sre’ break the glass");
        assertThat(said(asked)).isEmpty();
    }

    @Test
    void anAdministratorWhoMadeItDoesNotApproveIt() throws Exception {
        Sha256 asked = new Asked().by(build).madeBy("admin").put("7");
        assertRefused(send("admin", asked, "approve"), "‘admin’ ran the build again");
    }

    @Test
    void asksForTheCommentThatThePolicyAsksFor() throws Exception {
        Sha256 asked = new Asked().by(build).withComment().put("7");
        assertRefused(send("bea", asked, "approve", "comment", "  "), "it has no comment");
        assertThat(send("bea", asked, "approve", "comment", "fine").getStatusCode())
                .isEqualTo(302);
    }

    @Test
    void breaksTheGlassWithAReason() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        WebResponse silent = send("sam", asked, "breakGlass", "comment", " ");
        assertThat(silent.getStatusCode()).isEqualTo(400);
        assertThat(silent.getContentAsString()).contains("Breaking the glass needs a reason");

        send("sam", asked, "breakGlass", "comment", "production is down");

        assertThat(Asked.standing(asked).tally().state()).isEqualTo(Tally.State.MET);
        HtmlPage page = jenkins.createWebClient().login("reader").goTo(Question.path(Samples.SERVER, asked));
        assertThat(page.querySelector(".jenkins-alert-danger").asNormalizedText())
                .contains("The glass was broken");
        assertThat(page.asNormalizedText()).contains("break-glass", "production is down");
    }

    @Test
    void refusesALateClick() throws Exception {
        Sha256 expired =
                new Asked().by(build).at(Instant.now().minusSeconds(90_000)).put("5");
        assertRefused(send("bea", expired, "approve"), "it came too late");

        Sha256 before = new Asked().by(build).at(Instant.now().minusSeconds(60)).put("7");
        BROWSERS.get("bea").goTo(Question.path(Samples.SERVER, before));
        Sha256 now = new Asked().by(build).madeBy("somebody").put("7");
        assertRefused(send("bea", before, "approve"), "The gates answered again about the same candidate");
        assertThat(said(now)).isEmpty();
    }

    @Test
    void wantsToKnowWhatWasShown() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        JenkinsRule.WebClient browser = BROWSERS.get("bea");
        for (String shown : List.of("", "?verdicts=", "?verdicts=" + "0".repeat(64))) {
            URL url = new URL(jenkins.getURL() + Question.path(Samples.SERVER, asked) + "approve" + shown);
            assertThat(browser.loadWebResponse(browser.addCrumb(new WebRequest(url, HttpMethod.POST)))
                            .getStatusCode())
                    .isEqualTo(400);
        }
        assertThat(said(asked)).isEmpty();
    }

    @Test
    void refusesASignatureOfItsOwnWherePeopleSignForThemselves() throws Exception {
        Sha256 asked = new Asked().by(build).personal().put("7");
        assertRefused(send("bea", asked, "approve"), "a signature with your own key");
    }

    /** Who gets what: the row's users are let in, all others are not. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            approve,    bea ben ada carol outsider admin
            reject,     bea ben ada carol outsider admin
            breakGlass, sam outsider admin
            promote,    promoter admin
            """)
    void lets(String what, String who) throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        for (String user : BROWSERS.keySet()) {
            int status = send(user, asked, what, "comment", "x").getStatusCode();
            boolean sees = !List.of("stranger", "anonymous").contains(user);
            if (List.of(who.split(" ")).contains(user)) {
                assertThat(status).as("%s by %s", what, user).isIn(302, 409);
            } else {
                assertThat(status).as("%s by %s", what, user).isEqualTo(sees ? 403 : 404);
            }
            if (sees) {
                assertThat(send(user, asked, HttpMethod.GET, what).getStatusCode())
                        .as("GET %s by %s", what, user)
                        .isEqualTo(405);
            }
        }
    }

    @Test
    void nobodyIsMadeToApprove() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        for (String what : List.of("approve", "reject", "breakGlass", "promote")) {
            WebResponse answer = BROWSERS.get("admin").loadWebResponse(request(asked, HttpMethod.POST, what));
            assertThat(answer.getStatusCode()).as(what).isEqualTo(403);
        }
        assertThat(said(asked)).isEmpty();
    }

    @Test
    void programsSayItWithAnApiToken() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        String token =
                User.getById("bea", true).getProperty(ApiTokenProperty.class).generateNewToken("test").plainValue;
        try (JenkinsRule.WebClient program = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withBasicCredentials("bea", token)) {
            WebRequest request = request(asked, HttpMethod.POST, "approve", "comment", "by script");
            request.setAdditionalHeader("Accept", "application/json");
            WebResponse answer = program.loadWebResponse(request);
            assertThat(answer.getStatusCode()).isEqualTo(200);
            assertThat(JSONObject.fromObject(answer.getContentAsString()).getBoolean("done"))
                    .isTrue();

            WebRequest wrong = request(asked, HttpMethod.POST, "approve", "group", "risk");
            wrong.setAdditionalHeader("Accept", "application/json");
            WebResponse refused = program.loadWebResponse(wrong);
            assertThat(refused.getStatusCode()).isEqualTo(409);
            assertThat(JSONObject.fromObject(refused.getContentAsString()).getString("error"))
                    .contains("say in whose name");
        }
        assertThat(said(asked)).singleElement().matches(one -> one.comment().equals("by script"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bea    | approve | wrong | 400 | It is not said which verdicts | Send the digest of the verdicts
            sam    | breakGlass | | 400 | needs a reason | Send it as ‘comment’
            reader | approve | | 403 | reader is missing the Model Gate/Approve permission | an API token
            bea    | promote | | 403 | bea is missing the Model Gate/Promote permission | ask an administrator
            ada    | approve | | 409 | wrote a commit of the candidate | Nothing was written
            """)
    void tellsProgramsWhatIsWrongAndWhatToDo(
            String user, String what, String shown, int status, String error, String remedy) throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        WebResponse answer = sendAsProgram(user, asked, what, shown == null ? asked.hex() : shown);
        assertProblem(answer, status, error, remedy);
        assertThat(said(asked)).isEmpty();
    }

    @Test
    void tellsProgramsWhatIsAskedInsteadAndWhatIsNotAsked() throws Exception {
        Sha256 before = new Asked().by(build).at(Instant.now().minusSeconds(60)).put("7");
        Sha256 now = new Asked().by(build).madeBy("somebody").put("7");
        JSONObject late = assertProblem(
                sendAsProgram("bea", before, "approve", before.hex()), 409, "The question has changed", now.hex());
        assertThat(late.getString("now")).isEqualTo(now.hex());

        Sha256 never = Samples.hash("never");
        assertProblem(sendAsProgram("bea", never, "approve", never.hex()), 404, "not asked", "in the list");
        assertProblem(sendAsProgram("anonymous", before, "approve", before.hex()), 404, "not asked", "in the list");

        LedgerSource away = new LedgerSource("away");
        away.setLocation("file:///there/is/no/ledger.git");
        ModelGateConfiguration.get().setLedgers(List.of(away));
        ApprovalsPage.get().boards().forget(Samples.SERVER);
        assertProblem(
                sendAsProgram("bea", now, "approve", now.hex()),
                503,
                "not found. Check the address",
                "Look at what is asked now");
    }

    private static WebResponse sendAsProgram(String user, Sha256 to, String what, String shown) throws Exception {
        JenkinsRule.WebClient browser = BROWSERS.get(user);
        URL url = new URL(jenkins.getURL() + Question.path(Samples.SERVER, to) + what + "?verdicts=" + shown);
        WebRequest request = new WebRequest(url, HttpMethod.POST);
        request.setAdditionalHeader("Accept", "application/json");
        return browser.loadWebResponse(browser.addCrumb(request));
    }

    private static JSONObject assertProblem(WebResponse answer, int status, String error, String remedy) {
        assertThat(answer.getStatusCode()).as(answer.getContentAsString()).isEqualTo(status);
        assertThat(answer.getContentType()).isEqualTo("application/json");
        JSONObject problem = JSONObject.fromObject(answer.getContentAsString());
        assertThat(problem.getString("error")).contains(error);
        assertThat(problem.getString("remedy")).contains(remedy);
        return problem;
    }

    @Test
    void doesNotPromoteWhatIsNotApproved() throws Exception {
        Sha256 asked = new Asked().by(build).put("7");
        assertRefused(send("promoter", asked, "promote"), "It waits for 2 of ‘ml-leads’");
        for (String user : List.of("bea", "ben", "carol")) {
            send(user, asked, "approve");
        }
        // Nobody said where the policy is.
        assertRefused(
                send("promoter", asked, "promote"), "No administrator said where the policy of the job ‘deliver’ is");
    }
}
