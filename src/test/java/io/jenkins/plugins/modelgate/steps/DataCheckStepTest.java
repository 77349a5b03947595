package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tables are read on an agent, checked before training, and compared by what was recorded of the champion's. */
@WithJenkins
class DataCheckStepTest {
    @TempDir
    private Path temp;

    @Test
    void stopsABuildWhoseDataIsBrokenOrDrifted(JenkinsRule jenkins) throws Exception {
        Project project = Project.create(temp);
        Setup.everything(MlflowServer.shared(MlflowServer.Major.V3).uri(), project);
        Setup.environment(jenkins, project);
        jenkins.createOnlineSlave(Label.get("agent"));
        String model = "checked-" + System.nanoTime();
        String policy = Files.readString(project.folder().resolve("model-gate.yaml"))
                .replace("  diabetes:", "  " + model + ":")
                .replace("    rescore: python src/evaluate.py", "    #")
                .replace(
                        "          - lineage:",
                        "          - data: { name: train, path: data/train.csv, contract: contracts/train.yaml, drift: champion }\n"
                                + "          - lineage:");
        project.write("model-gate.yaml", policy)
                .write(
                        "contracts/train.yaml",
                        "version: 1\nrows: { at-least: 100 }\ncolumns:\n  progression: { type: number, range: [0, 1000] }\n")
                .commit("Ask for a contract");
        WorkflowJob job = Setup.pipeline(jenkins, "checks", """
                node('agent') {
                  git url: '%s', branch: 'main'
                  sh 'dvc pull -q data || true'
                  def checked = dataCheck()
                  echo "checked: ${checked} ${checked.passed} ${checked.verdicts[0].name}"
                  if (checked.passed) {
                    withMlflow { sh 'dvc repro -q && dvc push -q' }
                    mlflowRegister()
                    modelGate('production')
                    modelPromote('production')
                  }
                }
                """.formatted(project.url()));

        WorkflowRun first = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("‘data/train.csv’ is as ‘contracts/train.yaml’ demands. Nobody holds", first);
        jenkins.assertLogContains("checked: PASS true train", first);
        jenkins.assertLogNotContains("There will be no profile", first);

        project.run("sed", "-i", "-E", "2,$s/^[0-9.]+/500/", "data/train.csv");
        project.run("dvc", "add", "--quiet", "data");
        project.run("dvc", "push", "--quiet");
        project.commit("Break the age");
        WorkflowRun drifted = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("The tables do not pass: FAIL. train: ", drifted);
        jenkins.assertLogContains("has drifted from the champion’s: ‘age’ drifted", drifted);

        project.run("sed", "-i", "1s/.*/oops/", "data/train.csv");
        project.run("dvc", "add", "--quiet", "data");
        project.run("dvc", "push", "--quiet");
        project.commit("Break the header");
        WorkflowRun broken = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("‘data/train.csv’ line 2: 11 fields, the header has 1", broken);
        assertThat(broken.getLog(200)).doesNotContain("\tat ");
    }
}
