package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Util;
import io.jenkins.plugins.modelgate.approvals.WaitingBuilds;
import io.jenkins.plugins.modelgate.config.LedgerSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.fixtures.People;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller is restarted while builds wait for people: once in order, and once from what a kill left on its disk. */
class ApprovalRestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    @Test
    void waitsOnAfterARestartAndAfterAKill() throws Throwable {
        Project project = Project.create(temp);
        project.write("model-gate.yaml", People.policy(2, "restart", "down", "killed"));
        project.run("dvc", "repro", "--quiet");
        project.run("dvc", "push", "--quiet");
        project.commit("Train");
        project.run(
                "git", "init", "--quiet", "--bare", temp.resolve("ledger.git").toString());
        Path killed = temp.resolve("killed");
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            sessions.then(jenkins -> {
                Setup.everything(mlflow.uri(), project);
                LedgerSource ledger = new LedgerSource("remote");
                ledger.setLocation("file://" + temp.resolve("ledger.git"));
                ModelGateConfiguration.get().setLedgers(List.of(ledger));
                WorkflowRun registered = jenkins.buildAndAssertSuccess(Setup.pipeline(
                        jenkins, "register", "node { dir('" + project.folder() + "') { mlflowRegister() } }"));
                people(jenkins);
                for (String target : List.of("restart", "down", "killed")) {
                    WorkflowRun build = Setup.pipeline(jenkins, target, script(target))
                            .scheduleBuild2(0)
                            .waitForStart();
                    jenkins.waitForMessage("What an approval is about", build);
                    People.say(registered, target, "1", "bea", Decision.APPROVE);
                    jenkins.waitForMessage("It waits for 1 of", build);
                }
                copy(jenkins.jenkins.getRootDir().toPath(), killed);
                People.sayElsewhere(registered, "down", "1", "ben", Decision.REJECT);
            });
            sessions.then(jenkins -> {
                people(jenkins);
                WorkflowRun restart = build(jenkins, "restart");
                await(jenkins, restart, "killed");
                People.say(restart, "restart", "1", "ben", Decision.APPROVE);
                jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(restart));
                jenkins.assertLogContains("now 1 by [bea, ben]", restart);
                // What was said while nobody listened.
                WorkflowRun down = jenkins.waitForCompletion(build(jenkins, "down"));
                jenkins.assertLogContains("Rejected by ‘ben’ (ml-leads)", down);
            });
            Util.deleteContentsRecursive(sessions.getHome());
            copy(killed, sessions.getHome().toPath());
            sessions.then(jenkins -> {
                people(jenkins);
                WorkflowRun build = build(jenkins, "killed");
                await(jenkins, build, "killed");
                People.say(build, "killed", "1", "ben", Decision.APPROVE);
                jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
                jenkins.assertLogContains("now 1 by [bea, ben]", build);
                // The disk does not know that this one went on before.
                WorkflowRun again =
                        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins, "restart")));
                jenkins.assertLogContains("is held by version 1 already", again);
            });
        }
    }

    private static String script(String target) {
        return """
                modelGate(target: '%1$s', model: 'diabetes', version: '1')
                def result = modelApproval(target: '%1$s', model: 'diabetes', version: '1')
                echo "now ${modelPromote(target: '%1$s', model: 'diabetes', version: '1').version} by ${result.approvedBy}"
                """.formatted(target);
    }

    private static void people(JenkinsRule jenkins) {
        People.groups(jenkins, Map.of("bea", List.of("ml-leads"), "ben", List.of("ml-leads")));
    }

    private static WorkflowRun build(JenkinsRule jenkins, String job) {
        return jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(1);
    }

    /** Until the build waits again. */
    private static void await(JenkinsRule jenkins, WorkflowRun build, String target) throws Exception {
        org.awaitility.Awaitility.await().until(() -> WaitingBuilds.get().waiting().stream()
                .anyMatch(waiter -> waiter.standing() != null
                        && waiter.standing().verdicts().target().target().equals(target)));
        assertThat(build.isBuilding()).isTrue();
        assertThat(jenkins.jenkins.isQuietingDown()).isFalse();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (Files.exists(file)) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
