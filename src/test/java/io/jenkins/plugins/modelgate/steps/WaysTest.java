package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
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

/** The three ways in which a candidate is born, as {@code examples/ways} has them. */
@WithJenkins
class WaysTest {
    @TempDir
    private Path temp;

    @Test
    void eachWayLeadsToAVersionThatIsPromoted(JenkinsRule jenkins) throws Exception {
        Project project = Project.create(temp);
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            Setup.everything(mlflow.uri(), project);
            Setup.environment(jenkins, project);

            WorkflowJob trains = Setup.example(jenkins, "b", project, "ways/b-trained-in-ci.Jenkinsfile");
            WorkflowRun trained = jenkins.buildAndAssertSuccess(trains);
            assertThat(candidate(trained).getVersion()).isEqualTo("1");
            assertThat(trained.getAction(ModelEvidenceAction.class).getResultCommit())
                    .isEqualTo(project.run("git", "rev-parse", "main"));
            assertThat(project.run("git", "show", "--name-only", "--format=", "main"))
                    .contains("dvc.lock");
            WorkflowRun startedByItsOwnPush = jenkins.buildAndAssertSuccess(trains);
            jenkins.assertLogContains("Stage \"Train\" skipped", startedByItsOwnPush);
            assertThat(project.run("git", "rev-parse", "main"))
                    .isEqualTo(trained.getAction(ModelEvidenceAction.class).getResultCommit());

            // The push moved the branch, not the files that lie here.
            project.run("git", "reset", "--quiet", "--hard");
            project.write("src/note.py", "NOTE = 1\n");
            WorkflowRun locked = jenkins.buildAndAssertSuccess(
                    Setup.example(jenkins, "a", project, "ways/a-locked-before.Jenkinsfile"));
            assertThat(candidate(locked).getVersion()).isEqualTo("2");
            jenkins.assertLogContains("‘production’ of ‘diabetes’: 1 → 2", locked);

            project.run("dvc", "pull", "--quiet", "model");
            project.run("sed", "-i", "/rescore:/d; /lineage:/,$d", "model-gate.yaml");
            String said = project.run("python", "-c", REGISTERS, mlflow.uri().toString());
            String version = said.substring(said.lastIndexOf('\n') + 1);
            WorkflowJob adopts = Setup.example(jenkins, "c", project, "ways/c-trained-elsewhere.Jenkinsfile");
            adopts.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("VERSION", version)));
            WorkflowRun adopted = jenkins.buildAndAssertSuccess(adopts);
            assertThat(candidate(adopted).getVersion()).isEqualTo(version);
            jenkins.assertLogContains("‘production’ of ‘diabetes’: 2 → " + version, adopted);
        }
    }

    /** What a notebook might do. */
    private static final String REGISTERS = """
            import sys, mlflow
            mlflow.set_tracking_uri(sys.argv[1])
            with mlflow.start_run() as run:
                mlflow.log_metrics({"rmse": 51.5, "n": 60})
                mlflow.log_artifacts("model", "model")
            source = f"runs:/{run.info.run_id}/model"
            client = mlflow.MlflowClient()
            print(client.create_model_version("diabetes", source, run.info.run_id).version)
            """;

    private static CandidateRecord candidate(WorkflowRun build) {
        return build.getAction(ModelEvidenceAction.class).getCandidates().get(0);
    }
}
