package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.build.SnapshotRecord;
import io.jenkins.plugins.modelgate.fixtures.Mlflow;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.client.RunStatus;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What builds record of a real DVC project with one line, and with {@code withMlflow} around its training. */
@WithJenkins
class ModelEvidenceStepTest {
    @TempDir
    private Path temp;

    @Test
    void recordsDataAndMetricsAndTheRunThatTrained(JenkinsRule jenkins) throws Exception {
        Project project = Project.create(temp);
        Setup.everything(MlflowServer.shared(Major.V3).uri(), project);
        String data = project.run("sh", "-c", "sed -n 's/^- md5: //p' data.dvc");

        // One line, and nothing else of Model Gate.
        WorkflowRun oneLine = jenkins.buildAndAssertSuccess(
                Setup.pipeline(jenkins, "one-line", """
                pipeline {
                  agent any
                  options { modelEvidence() }
                  stages {
                    stage('train') {
                      steps {
                        sh 'git clone --quiet %s .'
                        %s { sh 'dvc pull --quiet data && dvc repro --quiet' }
                      }
                    }
                  }
                }
                """.formatted(project.url(), project.withEnv())));
        SnapshotRecord snapshot = only(oneLine);
        assertThat(snapshot.getData())
                .filteredOn(path -> path.getPath().equals("data"))
                .extracting("hash")
                .containsExactly("md5:" + data);
        assertThat(snapshot.getMetrics()).containsKey("rmse");
        assertThat(snapshot.getParams()).hasSize(64);
        assertThat(snapshot.getCommit()).isEqualTo(project.run("git", "rev-parse", "HEAD"));
        jenkins.assertLogContains("snapshot " + snapshot.getDigest(), oneLine);

        // Training in an MLflow run, from a folder below, outside of which nothing is tracked; then the registration
        // finds all.
        WorkflowRun trained = jenkins.buildAndAssertSuccess(
                Setup.pipeline(jenkins, "trained", """
                modelEvidence(required: true) {
                  withMlflow {
                    node {
                      sh 'rm -rf w && git clone --quiet %s w'
                      dir('w') {
                        %s {
                          dvcPull()
                          dvcRepro()
                          sh "python -c 'import mlflow; mlflow.log_metric(\\"own\\", 2)'"
                          mlflowLog(metricsFromDvc: true, artifacts: ['*.json', 'params.yaml'], artifactFolder: 'ci')
                        }
                      }
                    }
                  }
                  node {
                    dir('w') { echo "version ${mlflowRegister().version}" }
                  }
                }
                """.formatted(project.url(), project.withEnv())));
        assertThat(only(trained).getDigest()).isEqualTo(snapshot.getDigest());
        Mlflow mlflow = new Mlflow(MlflowServer.shared(Major.V3));
        Run run = mlflow.run("trained");
        assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.tags())
                .containsEntry("model-gate.data", data)
                .containsEntry("model-gate.snapshot", snapshot.getDigest())
                .containsEntry("model-gate.commit", snapshot.getCommit())
                .containsEntry("model-gate.build", "trained#1");
        assertThat(run.metrics().get("rmse").value())
                .isEqualTo(snapshot.getMetrics().get("rmse"));
        assertThat(run.metrics().get("own").value())
                .as("logged by MLflow's own client")
                .isEqualTo(2);
        assertThat(mlflow.client()
                        .artifacts()
                        .list(mlflow.client().artifacts().of(run).folder("ci")))
                .extracting("path")
                .contains("params.yaml");
        ModelEvidenceAction evidence = trained.getAction(ModelEvidenceAction.class);
        assertThat(evidence.getMlflowRun()).isEqualTo(run.id());
        assertThat(evidence.getCandidates()).singleElement().extracting("run").isEqualTo(run.id());
        jenkins.assertLogContains("version 1", trained);
    }

    @Test
    void saysThatThereIsNothingAndFailsOnlyIfAsked(JenkinsRule jenkins) throws Exception {
        WorkflowRun without = jenkins.buildAndAssertSuccess(
                Setup.pipeline(jenkins, "without", "modelEvidence { node { writeFile(file: 'a', text: 'b') } }"));
        jenkins.assertLogContains("Nothing to record: DVC tracks nothing", without);
        assertThat(without.getAction(ModelEvidenceAction.class)).isNull();

        WorkflowRun required = jenkins.buildAndAssertStatus(
                Result.FAILURE,
                Setup.pipeline(jenkins, "required", "modelEvidence(required: true) { node { echo 'a' } }"));
        jenkins.assertLogContains("modelEvidence(required: true) asks for it", required);

        // An own failure is the build's, not ours.
        WorkflowRun failed = jenkins.buildAndAssertStatus(
                Result.FAILURE,
                Setup.pipeline(jenkins, "failed", "node { modelEvidence(required: true) { error 'mine' } }"));
        jenkins.assertLogContains("ERROR: mine", failed);
    }

    @Test
    void saysWhichWorkspacesItCouldNotLookAt(JenkinsRule jenkins) throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("leaving"));
        jenkins.jenkins.setNumExecutors(4);
        WorkflowRun build = start(jenkins, "looking", """
                modelEvidence {
                  node('leaving') { writeFile(file: 'a', text: 'b') }
                  node('built-in') { ws('shared') { writeFile(file: 'a', text: 'b') } }
                  semaphore 'used'
                }
                """);
        SemaphoreStep.waitForStart("used/1", build);
        WorkflowRun taking = start(jenkins, "taking", "node('built-in') { ws('shared') { semaphore 'takes' } }");
        SemaphoreStep.waitForStart("takes/1", taking);
        jenkins.jenkins.removeNode(agent);

        SemaphoreStep.success("used/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        jenkins.assertLogContains("its node ‘" + agent.getNodeName() + "’ is not connected", build);
        assertThat(build.getLog()).containsPattern("shared’ was not looked at: another build uses");
        SemaphoreStep.success("takes/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(taking));
    }

    private static WorkflowRun start(JenkinsRule jenkins, String name, String script) throws Exception {
        return Setup.pipeline(jenkins, name, script).scheduleBuild2(0).waitForStart();
    }

    private static SnapshotRecord only(WorkflowRun build) {
        ModelEvidenceAction evidence = build.getAction(ModelEvidenceAction.class);
        assertThat(evidence.getSnapshots()).hasSize(1);
        return evidence.getSnapshots().get(0);
    }
}
