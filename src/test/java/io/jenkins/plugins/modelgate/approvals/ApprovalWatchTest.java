package io.jenkins.plugins.modelgate.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import hudson.model.Item;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.modelgate.build.Samples;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Word;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who is told what, and that nobody is told twice. */
@WithJenkins
class ApprovalWatchTest {
    private JenkinsRule jenkins;
    private FreeStyleBuild build;

    /** Remembers what it was told. */
    @TestExtension
    public static final class Heard implements ApprovalListener {
        private final List<String> news = new CopyOnWriteArrayList<>();

        @Override
        public void said(TargetId target, Sha256 verdicts) {
            news.add("said");
        }

        @Override
        public void asked(Question question) {
            news.add("asked " + question.verdicts().version());
        }

        @Override
        public void settled(Question question) {
            news.add("settled " + question.verdicts().version());
        }
    }

    @BeforeEach
    void configure(JenkinsRule rule) throws Exception {
        jenkins = rule;
        build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("deliver"));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("carol"));
        for (String user : List.of("carol", "rita")) {
            User.getById(user, true).addProperty(new Mailer.UserProperty(user + "@example.org"));
        }
        Setup.server(URI.create("http://127.0.0.1:1"));
        ModelGateConfiguration.get().setLedgers(List.of(new LedgerSource("watched")));
    }

    private static void look() throws Exception {
        ExtensionList.lookupSingleton(ApprovalWatch.class).look();
    }

    /** Somewhere else, such as at the command line. */
    private static void reject(Sha256 asked, String who) throws Exception {
        try (ServerSession session = Asked.open()) {
            Standing standing = Asked.standing(asked);
            Actor by = new Actor(Actor.Kind.PERSON, who, null, Observer.CONTROLLER);
            Approvals approvals = new Approvals(session.gatekeeper().as(by));
            approvals.say(
                    standing,
                    session.gatekeeper()
                            .ledger()
                            .approvals()
                            .seal(approvals.draft(
                                    standing,
                                    new Word(asked, Decision.REJECT, null, "no"),
                                    new Person(who, null, List.of(), List.of(), null))));
        }
    }

    @Test
    void tellsOnceWhatIsAskedAndWhatIsSettled() throws Exception {
        List<String> news = ExtensionList.lookupSingleton(Heard.class).news;
        new Asked().by(build).put("6");
        look();
        assertThat(news).as("what was there before anybody looked is no news").isEmpty();
        try (FakeSmtp smtp = new FakeSmtp()) {
            Mailer.descriptor().setSmtpHost("127.0.0.1");
            Mailer.descriptor().setSmtpPort(Integer.toString(smtp.port()));

            Sha256 asked = new Asked().by(build).rules(Asked.RISK).put("7");
            look();
            look();
            assertThat(news).containsExactly("asked 7");
            // Rita may not see it, and Jenkins cannot list who is in a group of the realm.
            assertThat(smtp.mails()).singleElement().satisfies(mail -> assertThat(mail)
                    .contains("RCPT TO:<carol@example.org>")
                    .contains("Subject: diabetes 7 waits for your approval for production")
                    .contains("It waits for 1 of", "Its gates say PASS.", asked.hex())
                    .contains(jenkins.getURL() + Question.path(Samples.SERVER, asked)));

            reject(asked, "carol");
            look();
            look();
            assertThat(news).containsExactly("asked 7", "settled 7");
            assertThat(smtp.mails()).hasSize(2).last().satisfies(mail -> assertThat(mail)
                    .contains("Subject: diabetes 7 for production: settled", "Rejected by"));

            ModelGateConfiguration.get().setMail(false);
            new Asked().by(build).rules(Asked.RISK).put("8");
            look();
            assertThat(news).endsWith("asked 8");
            assertThat(smtp.mails()).hasSize(2);
        }
    }

    @Test
    void leavesTheServersOfOthersToThem() throws Exception {
        List<String> news = ExtensionList.lookupSingleton(Heard.class).news;
        look();
        MlflowServer server = new MlflowServer(Samples.SERVER, "http://127.0.0.1:1");
        server.setOwner(false);
        ModelGateConfiguration.get().setServers(List.of(server));
        new Asked().by(build).put("7");
        look();
        assertThat(news).isEmpty();
    }
}
