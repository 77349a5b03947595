package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.modelgate.config.Grant;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.PolicySource;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.fixtures.People;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.GitRemote;
import io.jenkins.plugins.modelgate.mlflow.fixtures.GitRemote.When;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * A controller in a process of its own is killed (SIGKILL) while one build waits for people and another one pushes what they
 * approved, which the ledger takes only then.
 */
class KillTest {
    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension();

    @TempDir
    private Path temp;

    @Test
    void waitsOnAndPromotesOnce() throws Throwable {
        Project project = Project.create(temp);
        project.write("model-gate.yaml", "groups: { ml-leads: [bea, ben] }\n" + People.policy(2, "waiting", "moving"));
        project.run("dvc", "repro", "--quiet");
        project.run("dvc", "push", "--quiet");
        project.commit("Train");
        GitRemote remote = GitRemote.create(temp.resolve("ledger.git"));
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            controller.startJenkins();
            controller.runRemotely(
                    KillTest::register,
                    mlflow.uri().toString(),
                    project.url(),
                    remote.url(),
                    project.folder().toString());
            remote.stopAt(When.SENT, "main");
            controller.runRemotely(KillTest::start);
            remote.awaitStop();
            controller.stopJenkinsForcibly();
            remote.goOn(true);

            controller.startJenkins();
            controller.runRemotely(KillTest::end);
            assertThat(mlflow.client().registry().getModel(People.MODEL).aliases())
                    .containsEntry("waiting", "1")
                    .containsEntry("moving", "1");
        }
    }

    // What follows runs in the other process.

    private static void register(JenkinsRule jenkins, String mlflow, String policy, String ledger, String folder)
            throws Exception {
        Setup.server(URI.create(mlflow));
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        configuration.setPolicies(List.of(new PolicySource(policy)));
        LedgerSource source = new LedgerSource("remote");
        source.setLocation(ledger);
        configuration.setLedgers(List.of(source));
        Grant all = new Grant("**");
        all.setPromote(true);
        configuration.setGrants(List.of(all));
        jenkins.buildAndAssertSuccess(
                Setup.pipeline(jenkins, "register", "node { dir('" + folder + "') { mlflowRegister() } }"));
    }

    private static void start(JenkinsRule jenkins) throws Exception {
        for (String target : List.of("waiting", "moving")) {
            WorkflowRun build = Setup.pipeline(jenkins, target, """
                            modelGate(target: '%1$s', model: 'diabetes', version: '1')
                            def result = modelApproval(target: '%1$s', model: 'diabetes', version: '1')
                            echo "now ${modelPromote(target: '%1$s', model: 'diabetes', version: '1').version} by ${result.approvedBy}"
                            """.formatted(target))
                    .scheduleBuild2(0)
                    .waitForStart();
            jenkins.waitForMessage("It waits for 2 of", build);
            People.say(build, target, "1", "bea", Decision.APPROVE);
            jenkins.waitForMessage("It waits for 1 of", build);
        }
        People.say(build(jenkins, "moving"), "moving", "1", "ben", Decision.APPROVE);
    }

    private static void end(JenkinsRule jenkins) throws Exception {
        WorkflowRun waiting = build(jenkins, "waiting");
        assertThat(waiting.isBuilding()).isTrue();
        People.say(waiting, "waiting", "1", "ben", Decision.APPROVE);
        for (String target : List.of("moving", "waiting")) {
            WorkflowRun build = build(jenkins, target);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
            jenkins.assertLogContains("now 1 by [bea, ben]", build);
        }
        try (Ledger ledger =
                Ledger.open(ModelGateConfiguration.get().getLedgers().get(0).config(null))) {
            assertThat(ledger.audit(null).problems()).isEmpty();
            assertThat(ledger.history(target -> true, 10))
                    .extracting(HistoryEntry::transition)
                    .extracting(transition -> transition.target().target())
                    .containsExactly("waiting", "moving");
        }
    }

    private static WorkflowRun build(JenkinsRule jenkins, String job) {
        return jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(1);
    }
}
