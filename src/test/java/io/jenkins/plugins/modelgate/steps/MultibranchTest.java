package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.modelgate.build.CandidateRecord;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.config.Grant;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.fixtures.Branches;
import io.jenkins.plugins.modelgate.fixtures.Mlflow;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchSource;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** {@code examples/Jenkinsfile} in a multibranch project: the main branch, another one, a pull request. */
@WithJenkins
class MultibranchTest {
    @TempDir
    private Path temp;

    @Test
    void onlyTheMainBranchMovesAModel(JenkinsRule jenkins) throws Exception {
        Project project = trained();
        project.run("git", "branch", "feature");
        project.run("git", "checkout", "--quiet", "-b", "pull/1");
        String script = Files.readString(Path.of("examples/Jenkinsfile"));
        project.write("Jenkinsfile", script.replace("env.BRANCH_NAME in [null, 'main']", "true"))
                .write("src/proposal.py", "PROPOSAL = True\n")
                .commit("Change code, and promote whatever the branch is");
        project.run("git", "checkout", "--quiet", "main");
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            Setup.everything(mlflow.uri(), project);
            Grant main = new Grant("models");
            main.setBranches("main");
            main.setPromote(true);
            ModelGateConfiguration.get().setGrants(List.of(main));
            Setup.environment(jenkins, project);

            WorkflowMultiBranchProject models = jenkins.createProject(WorkflowMultiBranchProject.class, "models");
            models.getSourcesList().add(new BranchSource(new Branches(project)));
            models.scheduleBuild2(0).getFuture().get();

            WorkflowRun merged = built(jenkins, models, "main", Result.SUCCESS);
            String version = candidate(merged).getVersion();
            jenkins.assertLogContains("‘production’ of ‘diabetes’: null → " + version, merged);
            WorkflowRun feature = built(jenkins, models, "feature", Result.SUCCESS);
            jenkins.assertLogContains("Version " + version + " of diabetes: the gates say PASS", feature);
            jenkins.assertLogContains("Stage \"Promote\" skipped", feature);
            WorkflowRun pull = built(jenkins, models, "PR-1", Result.FAILURE);
            jenkins.assertLogContains("a preview, written nowhere", pull);
            jenkins.assertLogContains("The build of a pull request may not promote to ‘production’", pull);
            assertThat(candidate(feature).getTransitions()).isEmpty();
            assertThat(candidate(pull).getTransitions()).isEmpty();
            assertThat(new Mlflow(mlflow)
                            .client()
                            .registry()
                            .getByAlias("diabetes", "champion")
                            .version())
                    .isEqualTo(version);
        }
    }

    /** With a cache that all workspaces share, so that nothing is trained twice. */
    private Project trained() {
        Project project = Project.create(temp);
        project.run("dvc", "config", "cache.dir", temp.resolve("cache").toString());
        project.example("Jenkinsfile");
        project.run("dvc", "repro", "--quiet");
        project.run("dvc", "push", "--quiet");
        return project.commit("Train");
    }

    private static CandidateRecord candidate(WorkflowRun build) {
        return build.getAction(ModelEvidenceAction.class).getCandidates().get(0);
    }

    private static WorkflowRun built(
            JenkinsRule jenkins, WorkflowMultiBranchProject models, String branch, Result result) throws Exception {
        WorkflowRun build = models.getItem(branch).getLastBuild();
        while (build == null) {
            Thread.sleep(100);
            build = models.getItem(branch).getLastBuild();
        }
        return jenkins.assertBuildStatus(result, jenkins.waitForCompletion(build));
    }
}
