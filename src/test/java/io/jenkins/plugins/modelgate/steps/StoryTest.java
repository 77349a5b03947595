package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.modelgate.build.CandidateRecord;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.nio.file.Path;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The demo's story as builds: real DVC, a real MLflow server, a real ledger. */
@WithJenkins
class StoryTest {
    @TempDir
    private Path temp;

    @Test
    void promotesTwoVersionsStopsAThirdAndRollsBack(JenkinsRule jenkins) throws Exception {
        Project project = Project.create(temp);
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            Setup.everything(mlflow.uri(), project);
            WorkflowJob deliver = Setup.pipeline(jenkins, "deliver", """
                    node {
                      %s {
                        sh 'rm -rf w && git clone --quiet %s w'
                        dir('w') {
                          sh 'dvc pull --quiet data && dvc repro --quiet'
                          sh 'dvc push --quiet'
                          def snapshot = dvcSnapshot(remote: true)
                          echo "data is ${snapshot.hash('data')}"
                          def registered = mlflowRegister()
                          modelGate(target: 'production')
                          def moved = modelPromote(target: 'production', reason: 'as every night')
                          echo "now ${moved.version} after ${moved.previous}"
                        }
                      }
                    }
                    """.formatted(project.withEnv(), project.url()));

            WorkflowRun first = jenkins.buildAndAssertSuccess(deliver);
            jenkins.assertLogContains("now 1 after null", first);
            CandidateRecord candidate =
                    first.getAction(ModelEvidenceAction.class).getCandidates().get(0);
            assertThat(candidate.getVersion()).isEqualTo("1");
            assertThat(candidate.getVerdicts())
                    .singleElement()
                    .extracting("answer")
                    .isEqualTo("PASS");
            assertThat(candidate.getTransitions())
                    .singleElement()
                    .extracting("to")
                    .isEqualTo("1");

            project.deliver("more");
            WorkflowRun second = jenkins.buildAndAssertSuccess(deliver);
            jenkins.assertLogContains("now 2 after 1", second);

            project.deliver("spoiled");
            WorkflowRun third = jenkins.buildAndAssertStatus(Result.FAILURE, deliver);
            jenkins.assertLogContains("does not pass the gates of ‘production’: FAIL", third);
            jenkins.assertLogNotContains("now 3", third);

            WorkflowJob back = Setup.pipeline(jenkins, "back", """
                    def moved = modelRollback(target: 'production', reason: 'predicts nonsense')
                    echo "back to ${moved.version}"
                    def status = modelStatus()
                    echo "drifted: ${status.drifted}, holder: ${status.holder('diabetes', 'production')}"
                    """);
            WorkflowRun rolledBack = jenkins.buildAndAssertSuccess(back);
            jenkins.assertLogContains("back to 1", rolledBack);
            jenkins.assertLogContains("drifted: false, holder: 1", rolledBack);
        }
    }
}
