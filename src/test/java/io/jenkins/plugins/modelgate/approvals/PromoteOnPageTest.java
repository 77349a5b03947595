package io.jenkins.plugins.modelgate.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** From a build to a promotion by people, on a real MLflow server, with no build that waits. */
@WithJenkins
class PromoteOnPageTest {
    private final String model = "approved-" + System.nanoTime();

    @TempDir
    private Path temp;

    private JenkinsRule jenkins;

    @Test
    void peoplePromoteWhatTheyApproved(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Project project = Project.create(temp);
        MlflowServer mlflow = MlflowServer.shared(MlflowServer.Major.V3);
        Setup.everything(mlflow.uri(), project);
        Setup.environment(jenkins, project);
        String before = Files.readString(project.folder().resolve("model-gate.yaml"));
        String policy = policy(before);
        project.write("model-gate.yaml", policy).commit("Ask people");
        WorkflowJob job = Setup.pipeline(jenkins, "deliver", """
                node {
                  git url: '%s', branch: 'main'
                  dvcPull()
                  withMlflow { dvcRepro() }
                  dvcPush()
                  mlflowRegister()
                  modelGate('production')
                }
                """.formatted(project.url()));
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        people(job);
        assertThat(build.getAction(ModelEvidenceAction.class).getCandidates()).hasSize(1);

        HtmlPage page = open("bea", build);
        assertThat(page.asNormalizedText()).contains(model + " 1 for production", "It waits for 2 of ‘ml-leads’");
        assertThat(click(page, "approve").asNormalizedText()).contains("It waits for 1 of ‘ml-leads’");
        assertThat(click(open("ben", build), "approve").asNormalizedText()).contains("Approved by");

        project.write("model-gate.yaml", policy.replace("at-most: 60", "at-most: 59"))
                .commit("Be stricter");
        assertThat(promote(build).asNormalizedText()).contains("its verdicts are void, since the policy has changed");
        assertThat(open("pat", build).asNormalizedText()).contains("It was not promoted. Refused to promote");

        project.write("model-gate.yaml", policy).commit("Be as strict as before");
        HtmlPage promoted = promote(build);
        assertThat(promoted.asNormalizedText()).contains("Version 1 holds the target already.");
        assertThat(mlflow.client().registry().getByAlias(model, "champion").version())
                .isEqualTo("1");
        try (ServerSession session = Asked.open()) {
            TargetId target = session.gatekeeper().target(model, "production");
            TargetState state =
                    session.gatekeeper().ledger().head().state(target).orElseThrow();
            Transition transition = session.gatekeeper()
                    .ledger()
                    .head()
                    .find(state.transition(), Transition.class)
                    .orElseThrow();
            assertThat(transition.actor().kind()).isEqualTo(Actor.Kind.PERSON);
            assertThat(transition.actor().name()).isEqualTo("pat");
            assertThat(transition.reason()).isEqualTo("as agreed");
            assertThat(transition.approvals()).hasSize(2);
            assertThat(session.gatekeeper().ledger().audit(null).problems()).isEmpty();
        }
    }

    private String policy(String example) {
        return example.replace("  diabetes:", "  " + model + ":")
                .replace("    rescore: python src/evaluate.py", "    #")
                .replace(
                        "        without-baseline: bounds",
                        "        approvals: { from: [{ group: ml-leads, count: 2, meaning: I reviewed it. }], never: nobody }\n"
                                + "        without-baseline: bounds");
    }

    private void people(WorkflowJob job) {
        JenkinsRule.DummySecurityRealm realm = jenkins.createDummySecurityRealm();
        realm.addGroups("bea", "ml-leads");
        realm.addGroups("ben", "ml-leads");
        jenkins.jenkins.setSecurityRealm(realm);
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .toAuthenticated()
                .grant(Permissions.APPROVE)
                .onItems(job)
                .to("bea", "ben")
                .grant(Permissions.PROMOTE)
                .onItems(job)
                .to("pat"));
    }

    /** By the link on the page of the build. */
    private HtmlPage open(String user, WorkflowRun build) throws Exception {
        ApprovalsPage.get().boards().forget("mlflow");
        JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        return browser.login(user)
                .goTo(build.getUrl())
                .getAnchorByText(model + " 1 for production")
                .click();
    }

    private static HtmlPage click(HtmlPage page, String action) throws IOException {
        HtmlButton button = page.getFirstByXPath("//button[@formaction='" + action + "']");
        return button.click();
    }

    private HtmlPage promote(WorkflowRun build) throws Exception {
        HtmlPage page = open("pat", build);
        page.getFormByName("promote").getInputByName("reason").setValue("as agreed");
        HtmlButton button = page.getFirstByXPath("//form[@name='promote']//button[@type='submit']");
        return button.click();
    }
}
