package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchSource;
import jenkins.model.Jenkins;
import jenkins.scm.impl.mock.MockSCMController;
import jenkins.scm.impl.mock.MockSCMDiscoverBranches;
import jenkins.scm.impl.mock.MockSCMDiscoverChangeRequests;
import jenkins.scm.impl.mock.MockSCMDiscoverTags;
import jenkins.scm.impl.mock.MockSCMSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.api.Git;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.pipeline.modeldefinition.actions.RestartDeclarativePipelineAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who may promote and roll back: every kind of build, with and without a grant. */
@WithJenkins
class PowerTest {
    private static final TargetId PRODUCTION = new TargetId("mlflow", "default", "diabetes", "production");
    private static final String DECLARATIVE =
            "pipeline { agent none; stages { stage('one') { steps { echo 'hello' } } } }";

    private static JenkinsRule jenkins;
    private static WorkflowRun ordinary;
    private static Map<String, WorkflowRun> branches;

    @BeforeAll
    static void builds(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Folder team = rule.createProject(Folder.class, "team");
        Folder inner = team.createProject(Folder.class, "inner");
        WorkflowJob job = inner.createProject(WorkflowJob.class, "train");
        job.setDefinition(new CpsFlowDefinition(DECLARATIVE, true));
        ordinary = rule.buildAndAssertSuccess(job);
        try (MockSCMController controller = MockSCMController.create()) {
            branches = multibranch(controller, inner);
        }
    }

    private static Map<String, WorkflowRun> multibranch(MockSCMController controller, Folder folder) throws Exception {
        controller.createRepository("repository");
        controller.addFile(
                "repository", "master", "add", "Jenkinsfile", "echo 'hello'".getBytes(StandardCharsets.UTF_8));
        controller.cloneBranch("repository", "master", "feature/x");
        controller.createTag("repository", "master", "v1");
        int number = controller.openChangeRequest("repository", "master");
        WorkflowMultiBranchProject project = folder.createProject(WorkflowMultiBranchProject.class, "many");
        project.getSourcesList()
                .add(new BranchSource(new MockSCMSource(
                        controller,
                        "repository",
                        new MockSCMDiscoverBranches(),
                        new MockSCMDiscoverTags(),
                        new MockSCMDiscoverChangeRequests())));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
        return Map.of(
                "main", build(project, "master"),
                "feature", build(project, "feature%2Fx"),
                "tag", build(project, "v1"),
                "pull request", build(project, "CR-" + number));
    }

    private static WorkflowRun build(WorkflowMultiBranchProject project, String name) throws Exception {
        WorkflowJob job = project.getItem(name);
        assertThat(job).as("%s of %s", name, project.getItems()).isNotNull();
        WorkflowRun last = job.getLastBuild();
        return last == null ? jenkins.buildAndAssertSuccess(job) : last;
    }

    @BeforeEach
    void nothingIsGranted() throws Exception {
        ModelGateConfiguration.get().setGrants(List.of());
        for (String folder : List.of("team", "team/inner")) {
            limit(folder, null);
        }
    }

    private static void limit(String folder, FolderLimits limits) throws Exception {
        Folder item = Jenkins.get().getItemByFullName(folder, Folder.class);
        item.getProperties().removeAll(FolderLimits.class);
        if (limits != null) {
            item.addProperty(limits);
        }
    }

    private static Grant grant(String jobs, String branch) {
        Grant grant = new Grant(jobs);
        grant.setBranches(branch);
        grant.setPromote(true);
        grant.setRollBack(true);
        ModelGateConfiguration.get().setGrants(List.of(grant));
        return grant;
    }

    private static ThrowingCallable using(Power power, Run<?, ?> run) {
        return () -> power.check(run, PRODUCTION);
    }

    @ParameterizedTest
    @EnumSource
    void aJobMayDoNothingUntilItIsGranted(Power power) {
        assertThatThrownBy(using(power, ordinary))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("‘team/inner/train’")
                .hasMessageContaining("an administrator grants that");
        grant("team/**", null);
        assertThatCode(using(power, ordinary)).doesNotThrowAnyException();
    }

    @Test
    void aGrantOfOnePowerIsNoneOfTheOther() {
        grant("team/**", null).setRollBack(false);
        assertThatCode(using(Power.PROMOTE, ordinary)).doesNotThrowAnyException();
        assertThatThrownBy(using(Power.ROLL_BACK, ordinary)).hasMessageContaining("may not roll back");
        grant("team/**", null).setPromote(false);
        assertThatThrownBy(using(Power.PROMOTE, ordinary)).hasMessageContaining("may not promote");
        assertThatCode(using(Power.ROLL_BACK, ordinary)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "mlflow, diabetes, production, true",
        "ml*, dia*, *, true",
        "other, diabetes, production, false",
        "mlflow, other, production, false",
        "mlflow, diabetes, staging, false",
    })
    void aGrantIsForTheServersModelsAndTargetsItNames(String servers, String models, String targets, boolean may) {
        Grant grant = grant("team/inner/train", null);
        grant.setServers(servers);
        grant.setModels(models);
        grant.setTargets(targets);
        for (Power power : Power.values()) {
            assertThat(may(power, ordinary)).isEqualTo(may);
        }
    }

    private static boolean may(Power power, Run<?, ?> run) {
        try {
            power.check(run, PRODUCTION);
            return true;
        } catch (AbortException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A grant that names no branch is for jobs that are of none.
                "team/**              |           | main         | false",
                "team/inner/many      | master    | main         | true",
                "team/**              | **        | main         | true",
                "team/inner/many      | master    | feature      | false",
                "team/inner/many      | feature/* | feature      | true",
                "team/inner/many      | *         | feature      | false",
                // The project's name counts, not that of the branch's job.
                "team/inner/many/*    | master    | main         | false",
                "other/**             | **        | main         | false",
                // A tag may be named like a branch.
                "team/inner/many      | v1        | tag          | false",
                "team/inner/many      | tags/v1   | tag          | true",
                // Nobody merged this yet.
                "**                   | **        | pull request | false",
                "team/inner/many      | CR-*      | pull request | false",
            })
    void aMultibranchProjectHasPowerOnTheBranchesThatAreNamed(String jobs, String branch, String build, boolean may) {
        grant(jobs, branch);
        for (Power power : Power.values()) {
            assertThat(may(power, branches.get(build))).isEqualTo(may);
        }
    }

    @Test
    void aGrantForBranchesIsNotForOtherJobs() {
        grant("**", "**");
        assertThat(may(Power.PROMOTE, ordinary)).isFalse();
    }

    @Test
    void aPullRequestIsToldToBeMerged() {
        grant("**", "**");
        Run<?, ?> request = branches.get("pull request");
        assertThatThrownBy(using(Power.PROMOTE, request)).hasMessageContaining("merge it first");
        assertThat(Power.isPreview(request)).isTrue();
        assertThat(Power.isPreview(branches.get("main"))).isFalse();
        assertThat(Power.isPreview(ordinary)).isFalse();
    }

    @Test
    void aReplayAndWhatComesOfItMoveNothing() throws Exception {
        grant("**", null);
        WorkflowRun replay = replayed(ordinary);
        assertThatThrownBy(using(Power.PROMOTE, replay)).hasMessageContaining("Start the job itself");
        assertThat(may(Power.ROLL_BACK, replay)).isFalse();
        assertThat(Power.isPreview(replay)).as("no later build promotes by it").isTrue();

        WorkflowRun restarted = restarted(replay);
        assertThat(restarted.getCauses().toString()).doesNotContain("ReplayCause");
        assertThat(may(Power.PROMOTE, restarted)).as("a replay, restarted").isFalse();
        assertThat(Power.isPreview(restarted)).isTrue();
        assertThat(may(Power.PROMOTE, restarted(restarted))).as("…twice").isFalse();
        assertThat(may(Power.PROMOTE, replayed(replay))).as("replayed again").isFalse();
        assertThat(may(Power.PROMOTE, rebuilt(replay))).as("rebuilt").isFalse();

        WorkflowRun again = restarted(ordinary);
        assertThat(may(Power.PROMOTE, again))
                .as("the job's own script, restarted")
                .isTrue();
        assertThat(Power.isPreview(again)).isFalse();
        assertThat(may(Power.ROLL_BACK, restarted(again))).as("…twice").isTrue();
        again.delete();
        assertThat(may(Power.PROMOTE, ordinary.getParent().getLastBuild()))
                .as("of a build that is gone")
                .isFalse();
    }

    private static WorkflowRun replayed(WorkflowRun run) throws Exception {
        return ended(run, run.getAction(ReplayAction.class).run2(DECLARATIVE, Map.of(), false) != null);
    }

    private static WorkflowRun restarted(WorkflowRun run) throws Exception {
        return ended(run, run.getAction(RestartDeclarativePipelineAction.class).run("one") != null);
    }

    private static WorkflowRun rebuilt(WorkflowRun run) throws Exception {
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            browser.getPage(browser.addCrumb(new WebRequest(
                    new URL(browser.getContextPath() + run.getUrl() + "replay/rebuild"), HttpMethod.POST)));
        }
        return ended(run, true);
    }

    private static WorkflowRun ended(WorkflowRun run, boolean scheduled) throws Exception {
        assertThat(scheduled).isTrue();
        jenkins.waitUntilNoActivity();
        WorkflowRun last = run.getParent().getLastBuild();
        assertThat(last.getNumber()).isGreaterThan(run.getNumber());
        return jenkins.assertBuildStatusSuccess(last);
    }

    @Test
    void aFolderTightensAndNeverLoosens() throws Exception {
        FolderLimits limits = new FolderLimits();
        limits.setNoPromotion(true);
        limit("team", limits);
        assertThat(may(Power.ROLL_BACK, ordinary)).as("nothing is granted").isFalse();
        grant("**", null);
        assertThatThrownBy(using(Power.PROMOTE, ordinary)).hasMessageContaining("The folder ‘team’");
        assertThat(may(Power.ROLL_BACK, ordinary)).isTrue();

        FolderLimits generous = new FolderLimits();
        generous.setModels("**");
        generous.setServers("**");
        limit("team/inner", generous);
        assertThat(may(Power.PROMOTE, ordinary))
                .as("the outer folder still says no")
                .isFalse();

        FolderLimits closer = new FolderLimits();
        closer.setNoRollBack(true);
        limit("team/inner", closer);
        assertThatThrownBy(using(Power.ROLL_BACK, ordinary)).hasMessageContaining("The folder ‘team/inner’");
    }

    @ParameterizedTest
    @CsvSource({"mlflow, dia*, true", "other, diabetes, false", "mlflow, other, false", "',', diabetes, false"})
    void aFolderNamesServersAndModels(String servers, String models, boolean may) throws Exception {
        grant("**", null);
        FolderLimits limits = new FolderLimits();
        limits.setServers(servers);
        limits.setModels(models);
        limit("team", limits);
        assertThat(may(Power.PROMOTE, ordinary)).isEqualTo(may);
    }

    @Test
    void aStepDoesNotEvenOpenAServerThatTheFolderKeepsItFrom() throws Exception {
        ModelGateConfiguration.get().setServers(List.of(new MlflowServer("mlflow", "http://127.0.0.1:1")));
        FolderLimits limits = new FolderLimits();
        limits.setServers("lab");
        limit("team", limits);
        WorkflowJob job = ((Folder) ordinary.getParent().getParent()).createProject(WorkflowJob.class, "step");
        for (String step : List.of("mlflowRegister()", "modelGate('production')", "modelStatus()")) {
            job.setDefinition(new CpsFlowDefinition(step, true));
            jenkins.assertLogContains(
                    "The folder ‘team’ does not let its jobs use the MLflow server ‘mlflow’",
                    jenkins.buildAndAssertStatus(Result.FAILURE, job));
        }
    }

    @Test
    void aStepDoesNotTouchAModelThatTheFolderKeepsItFrom() throws Exception {
        ModelGateConfiguration.get().setServers(List.of(new MlflowServer("mlflow", "http://127.0.0.1:1")));
        FolderLimits limits = new FolderLimits();
        limits.setModels("diabetes");
        limit("team", limits);
        WorkflowJob job = ((Folder) ordinary.getParent().getParent()).createProject(WorkflowJob.class, "adopt");
        job.setDefinition(new CpsFlowDefinition("mlflowRegister(model: 'other', version: '1')", true));
        jenkins.assertLogContains(
                "The folder ‘team’ does not let its jobs touch the model ‘other’",
                jenkins.buildAndAssertStatus(Result.FAILURE, job));
    }

    @Test
    void aStepThatMovesIsRefusedBeforeItTouchesAnything(@TempDir Path policy) throws Exception {
        ModelGateConfiguration.get().setServers(List.of(new MlflowServer("mlflow", "http://127.0.0.1:1")));
        try (Git git = Git.init()
                .setDirectory(policy.toFile())
                .setInitialBranch("main")
                .call()) {
            Files.copy(Path.of("examples/diabetes/model-gate.yaml"), policy.resolve("model-gate.yaml"));
            git.add().addFilepattern(".").call();
            git.commit().setMessage("Policy").setSign(false).call();
        }
        ModelGateConfiguration.get().setPolicies(List.of(new PolicySource("file://" + policy)));
        WorkflowJob job = ((Folder) ordinary.getParent().getParent()).createProject(WorkflowJob.class, "moves");
        for (String step : List.of(
                "modelPromote('production')",
                "modelRollback(target: 'production', model: 'diabetes', reason: 'wrong')")) {
            job.setDefinition(new CpsFlowDefinition(step, true));
            assertThat(jenkins.buildAndAssertStatus(Result.FAILURE, job).getLog())
                    .containsPattern("ERROR: The job ‘team/inner/moves’ may not .*‘production’ of the model ‘diabetes’")
                    .doesNotContain("127.0.0.1:1");
        }
    }

    @Test
    void aControllerThatDoesNotOwnAServerLeavesItAlone() throws Exception {
        MlflowServer server = new MlflowServer("mlflow", "http://127.0.0.1:1");
        ModelGateConfiguration.get().setServers(List.of(server));
        for (boolean owner : List.of(true, false)) {
            server.setOwner(owner);
            try (BuildSession session = BuildSession.open(ordinary, null)) {
                assertThat(session.gatekeeper().owner()).isEqualTo(owner);
            }
        }
    }

    @Test
    void aProjectItselfMayBeLimited() throws Exception {
        grant("**", "**");
        WorkflowRun main = branches.get("main");
        FolderLimits limits = new FolderLimits();
        limits.setNoPromotion(true);
        WorkflowMultiBranchProject project =
                (WorkflowMultiBranchProject) main.getParent().getParent();
        project.addProperty(limits);
        assertThat(may(Power.PROMOTE, main)).isFalse();
        project.getProperties().removeAll(FolderLimits.class);
        assertThat(may(Power.PROMOTE, main)).isTrue();
    }
}
