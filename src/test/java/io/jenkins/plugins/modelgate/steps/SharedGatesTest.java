package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.modelgate.config.IncludeSource;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a policy may include says the controller, whoever reads the policy. */
@WithJenkins
class SharedGatesTest {
    private static final String SHARED = """
            version: 1
            gates:
              house-rules:
                - bound: { name: shared-bound, metric: rmse, at-most: 1000 }
                - data: { name: shared-contract, path: data/train.csv, contract: contracts/rows.yaml }
            """;

    private static final String OWN = """
                      - use: house-rules
                      - data: { name: own-contract, path: data/train.csv, contract: contracts/train.yaml }
            """;

    @TempDir
    private Path temp;

    @Test
    void includesWhatTheAdministratorNamed(JenkinsRule jenkins) throws Exception {
        Project project = Project.create(temp);
        Setup.server(MlflowServer.shared(MlflowServer.Major.V3).uri());
        Setup.environment(jenkins, project);
        jenkins.createOnlineSlave(Label.get("agent"));
        String commit = share();
        String policy = Files.readString(project.folder().resolve("model-gate.yaml"))
                .replace(
                        "\nmodels:",
                        "\ninclude: [{ repository: shared, commit: " + commit + ", path: gates.yaml }]\nmodels:")
                .replace("  diabetes:", "  shared-" + System.nanoTime() + ":")
                .replace("    rescore: python src/evaluate.py", "    #")
                .replace("          - lineage:", OWN + "          - lineage:");
        project.write("model-gate.yaml", policy)
                .write(
                        "contracts/train.yaml",
                        "version: 1\ncolumns:\n  progression: { type: number, range: [0, 1000] }\n")
                .commit("Include gates");
        WorkflowJob job = Setup.pipeline(jenkins, "includes", """
                node('agent') {
                  git url: '%s', branch: 'main'
                  sh 'dvc pull -q data || true'
                  def checked = dataCheck()
                  echo "checked: ${checked.verdicts.collect { it.name }.join(' ')}"
                  withMlflow { sh 'dvc repro -q && dvc push -q' }
                  mlflowRegister()
                  def asked = modelGate('production')
                  echo "asked: ${asked.verdicts.collect { it.name }.join(' ')}"
                }
                """.formatted(project.url()));

        WorkflowRun unknown = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains(
                "HEAD:model-gate.yaml:3:11: policies may include nothing of ‘shared’, no repository is named for that;"
                        + " an administrator names repositories under Manage Jenkins, System, Model Gate, Shared gates",
                unknown);
        assertThat(unknown.getLog(200)).doesNotContain("\tat ");

        ModelGateConfiguration.get()
                .setIncludes(List.of(new IncludeSource("shared", "file://" + temp.resolve("shared"))));
        WorkflowRun unguarded = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("checked: shared-contract own-contract", unguarded);
        jenkins.assertLogContains("shared-bound shared-contract own-contract", unguarded);
        jenkins.assertLogContains("is as ‘shared@" + commit + ":contracts/rows.yaml’ demands", unguarded);

        Setup.everything(MlflowServer.shared(MlflowServer.Major.V3).uri(), project);
        Setup.pipeline(
                jenkins,
                "includes",
                "node('agent') { mlflowRegister()\n modelGate('production')\n modelPromote('production') }");
        jenkins.assertLogContains("shared-bound", jenkins.buildAndAssertSuccess(job));
    }

    private String share() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("shared"));
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call()) {
            Files.writeString(folder.resolve("gates.yaml"), SHARED);
            Files.createDirectories(folder.resolve("contracts"));
            Files.writeString(
                    folder.resolve("contracts/rows.yaml"),
                    "version: 1\nrows: { at-least: 10 }\ncolumns: { progression: { type: number } }\n");
            git.add().addFilepattern(".").call();
            return git.commit()
                    .setMessage("Share")
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .setSign(false)
                    .call()
                    .name();
        }
    }
}
