package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hudson.model.Cause;
import hudson.model.CauseAction;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.fixtures.People;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.pipeline.modeldefinition.actions.RestartDeclarativePipelineAction;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who may approve what: a candidate that many had a part in, one after the other. */
@WithJenkins
class WhoMayApproveTest {
    @TempDir
    private static Path temp;

    private static JenkinsRule jenkins;
    private static MlflowServer mlflow;
    private static WorkflowRun built;

    /** All of them are in the group that is asked, but for eve. */
    @BeforeAll
    static void makeTheCandidate(JenkinsRule rule) throws Exception {
        jenkins = rule;
        mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of());
        Project project = Project.create(temp);
        project.write("model-gate.yaml", People.policy(2, "production", "staging", "later"));
        project.run("dvc", "repro", "--quiet");
        project.run("dvc", "push", "--quiet");
        project.write("src/number.py", "NUMBER = 1\n");
        project.run("git", "add", "--all");
        // What was rebased by a service account still says who wrote it.
        project.run(
                "GIT_COMMITTER_NAME=Bot",
                "GIT_COMMITTER_EMAIL=bot@example.org",
                "git",
                "commit",
                "--quiet",
                "--author",
                "Cy <cy@example.org>",
                "-m",
                "Change\n\nCo-authored-by: Dee <dee@example.org>");
        project.write("notes.txt", "nothing of the model\n");
        project.run("git", "add", "--all");
        project.run(
                "GIT_COMMITTER_NAME=Nat",
                "git",
                "commit",
                "--quiet",
                "--author",
                "Nat <nat@example.org>",
                "-m",
                "Write notes");
        Setup.everything(mlflow.uri(), project);
        regroup("ml-leads");
        People.email("ada2", "ADA@example.org");
        People.email("cy2", "cy@example.org");
        People.email("stan", "stan@example.org");
        People.email("stan2", "stan@example.org");
        WorkflowRun upstream = jenkins.assertBuildStatusSuccess(Setup.pipeline(jenkins, "up", "echo 'up'")
                .scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("stan"))));
        WorkflowJob deliver = Setup.pipeline(jenkins, "deliver", script(project));
        WorkflowRun first = jenkins.assertBuildStatusSuccess(
                deliver.scheduleBuild2(0, new CauseAction(new Cause.UpstreamCause(upstream))));
        People.as("bob", () -> {
            first.getAction(RestartDeclarativePipelineAction.class).run("Register");
        });
        jenkins.waitUntilNoActivity();
        built = jenkins.assertBuildStatusSuccess(deliver.getLastBuild());
        assertThat(built.getNumber()).isEqualTo(2);
        People.as("rex", () -> {
            built.getAction(ReplayAction.class).run2(script(project).replace("production", "later"), Map.of(), false);
        });
        jenkins.waitUntilNoActivity();
        jenkins.assertBuildStatusSuccess(deliver.getLastBuild());
    }

    private static String script(Project project) {
        return """
                pipeline {
                  agent none
                  stages {
                    stage('Begin') { steps { echo 'begin' } }
                    stage('Register') {
                      agent any
                      steps { dir('%s') { mlflowRegister() } }
                    }
                    stage('Gate') { steps { modelGate(target: 'production') } }
                  }
                }
                """.formatted(project.folder());
    }

    private static void regroup(String bensGroup) {
        Map<String, List<String>> groups = new HashMap<>();
        for (String user : List.of(
                "ada", "ada2", "cy", "cy2", "dee", "bot", "nat", "stan", "stan2", "bob", "rex", "carl", "bea")) {
            groups.put(user, List.of("ml-leads"));
        }
        groups.put("ben", List.of(bensGroup));
        groups.put("eve", List.of("others"));
        People.groups(jenkins, groups);
    }

    @AfterAll
    static void stop() {
        mlflow.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ada, wrote a commit of the candidate", // since the first commit: nobody holds the target
        "ada2, wrote a commit of the candidate", // another account of the same address
        "cy, wrote a commit of the candidate", // by a display name
        "cy2, wrote a commit of the candidate",
        "dee, is a co-author of a commit of the candidate",
        "bot, committed a commit of the candidate",
        "stan, started the build", // upstream
        "stan2, started the build",
        "bob, ran the build again",
        "eve, is in none of the groups that are asked: ‘ml-leads’",
    })
    void mayNot(String user, String because) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> People.say(built, "production", "1", user, Decision.APPROVE))
                .withMessageContaining("‘" + user + "’ " + because);
    }

    /** What a part they had does not keep them from saying no; nor is somebody who wrote elsewhere kept from saying yes. */
    @Test
    void everybodyElseMay() throws Exception {
        Standing asked = People.standing(built, "production", "1");
        assertThat(asked.verdicts().makers())
                .filteredOn(maker -> maker.role() == Maker.Role.AUTHOR)
                .extracting(Maker::observer)
                .containsOnly(Observer.CONTROLLER);
        assertThat(asked.verdicts().makers())
                .extracting(maker -> maker.role() + " " + maker.name())
                .contains("STARTER stan", "REBUILDER bob", "AUTHOR Cy", "CO_AUTHOR Dee", "COMMITTER Bot")
                .doesNotContain("AUTHOR Nat", "REPLAYER rex");
        assertThat(People.say(built, "production", "1", "nat", Decision.APPROVE)
                        .tally()
                        .state())
                .isEqualTo(Tally.State.OPEN);
        // Whoever only replayed it had nothing recorded.
        assertThat(People.say(built, "production", "1", "rex", Decision.APPROVE)
                        .tally()
                        .state())
                .isEqualTo(Tally.State.MET);
    }

    /** A replay's gates answer for nobody; what it registers has its replayer for ever. */
    @Test
    void whoeverReplayedHasAPartInWhatTheReplayRegistered() throws Exception {
        Project project = Project.create(temp.resolve("replayed"));
        project.write("model-gate.yaml", People.policy(2, "production"));
        project.run("dvc", "repro", "--quiet");
        project.commit("Train");
        project.write("src/number.py", "NUMBER = 3\n").commit("Change");
        WorkflowRun plain = jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "replayed", "echo 'plain'"));
        People.as("rex", () -> {
            plain.getAction(ReplayAction.class)
                    .run2(
                            "node { dir('" + project.folder() + "') { echo \"new ${mlflowRegister().version}\" } }",
                            Map.of(),
                            false);
        });
        jenkins.waitUntilNoActivity();
        jenkins.assertLogContains("new 2", plain.getParent().getLastBuild());
        WorkflowRun gate = jenkins.buildAndAssertSuccess(Setup.pipeline(
                jenkins,
                "gate",
                "node { dir('" + project.folder()
                        + "') { modelGate(target: 'staging', model: 'diabetes', version: '2') } }"));
        assertThat(People.standing(gate, "staging", "2").verdicts().makers())
                .filteredOn(maker -> maker.role() == Maker.Role.AUTHOR)
                .extracting(Maker::observer)
                .containsOnly(Observer.AGENT);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> People.say(gate, "staging", "2", "rex", Decision.APPROVE))
                .withMessageContaining("‘rex’ started the build");
    }

    /** The groups at the click count, whatever becomes of them. Whoever only has the gates asked again has no part in it. */
    @Test
    void theGroupsAtTheClickCount() throws Exception {
        WorkflowJob gate =
                Setup.pipeline(jenkins, "again", "modelGate(target: 'staging', model: 'diabetes', version: '1')");
        jenkins.buildAndAssertSuccess(gate);
        regroup("others");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> People.say(built, "staging", "1", "ben", Decision.APPROVE))
                .withMessageContaining("‘ben’ is in none of the groups");
        regroup("ml-leads");
        People.say(built, "staging", "1", "ben", Decision.APPROVE);
        regroup("others");
        jenkins.assertBuildStatusSuccess(gate.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("carl"))));
        assertThat(People.say(built, "staging", "1", "carl", Decision.APPROVE)
                        .tally()
                        .state())
                .isEqualTo(Tally.State.MET);
    }
}
