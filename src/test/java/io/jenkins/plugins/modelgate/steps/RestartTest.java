package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller is restarted after the ledger decided and before MLflow shows it. */
class RestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private final AtomicBoolean silent = new AtomicBoolean();

    @Test
    void completesAPromotionAndARollBackAfterARestartAndDoesNeitherTwice() throws Throwable {
        Project project = Project.create(temp);
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of());
                FaultProxy proxy = FaultProxy.before(mlflow.uri())) {
            proxy.rule(request ->
                    request.line().endsWith("POST /api/2.0/mlflow/registered-models/alias") && silent.getAndSet(false)
                            ? Optional.of(new Fault.Silence())
                            : Optional.empty());

            sessions.then(jenkins -> {
                Setup.everything(proxy.uri(), project);
                jenkins.buildAndAssertSuccess(deliver(jenkins, project));
                project.deliver("more");
                startAndWaitForSilence(deliver(jenkins, project));
            });
            sessions.then(jenkins -> {
                WorkflowRun promotion = completed(jenkins, "deliver", 2);
                jenkins.assertBuildStatus(Result.SUCCESS, promotion);
                jenkins.assertLogContains("now 2", promotion);
                assertThat(history(promotion)).containsExactly(Transition.Type.PROMOTE, Transition.Type.PROMOTE);
                startAndWaitForSilence(
                        Setup.pipeline(
                                jenkins,
                                "back",
                                "echo \"now ${modelRollback(target: 'production', model: 'diabetes', reason: 'wrong').version}\""));
            });
            sessions.then(jenkins -> {
                WorkflowRun back = completed(jenkins, "back", 1);
                jenkins.assertBuildStatus(Result.SUCCESS, back);
                jenkins.assertLogContains("now 1", back);
                assertThat(history(back))
                        .containsExactly(Transition.Type.ROLL_BACK, Transition.Type.PROMOTE, Transition.Type.PROMOTE);
                assertThat(mlflow.client().registry().getModel("diabetes").aliases())
                        .containsEntry("champion", "1");
            });
        }
    }

    private static WorkflowJob deliver(JenkinsRule jenkins, Project project) throws Exception {
        return Setup.pipeline(jenkins, "deliver", """
                node {
                  %s {
                    sh 'rm -rf w && git clone --quiet %s w'
                    dir('w') {
                      sh 'dvc pull --quiet data && dvc repro --quiet && dvc push --quiet'
                      mlflowRegister()
                      modelGate(target: 'production')
                    }
                  }
                }
                echo "now ${modelPromote(target: 'production').version}"
                """.formatted(project.withEnv(), project.url()));
    }

    /** Starts a build, and comes back when MLflow does not answer it. */
    private void startAndWaitForSilence(WorkflowJob job) throws Exception {
        silent.set(true);
        job.scheduleBuild2(0).waitForStart();
        await().atMost(Duration.ofMinutes(2)).until(() -> !silent.get());
    }

    private static WorkflowRun completed(JenkinsRule jenkins, String job, int number) throws Exception {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(number);
        return jenkins.waitForCompletion(run);
    }

    /** The newest first. */
    private static List<Transition.Type> history(WorkflowRun run) throws Exception {
        try (BuildSession session = BuildSession.open(run, null)) {
            return session.gatekeeper().ledger().history(target -> true, 10).stream()
                    .map(HistoryEntry::transition)
                    .map(Transition::type)
                    .toList();
        }
    }
}
