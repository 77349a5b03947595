package io.jenkins.plugins.modelgate.build;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.fixtures.People;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.pipeline.modeldefinition.actions.RestartDeclarativePipelineAction;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who had a build started, whatever way. */
@WithJenkins
class StartersTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        People.groups(jenkins, Map.of());
        People.email("ada", "ada@example.org");
    }

    private static WorkflowRun run(String name, Cause... causes) throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, name, "echo 'run'");
        return jenkins.assertBuildStatusSuccess(job.scheduleBuild2(0, new CauseAction(causes)));
    }

    private static Cause by(String user) {
        return new Cause.UserIdCause(user);
    }

    /** Such as {@code STARTER ada}. */
    private static List<String> starters(WorkflowRun run) {
        return Starters.of(run).stream()
                .map(maker -> maker.role() + " " + maker.name())
                .toList();
    }

    @Test
    void isWhoeverClicked() throws Exception {
        WorkflowRun run = run("click", by("ada"), by("bob"));
        assertThat(starters(run)).containsExactly("STARTER ada", "STARTER bob");
        assertThat(Starters.of(run)).extracting(Maker::email).containsExactly("ada@example.org", null);
        assertThat(BuildSession.build(run).startedBy()).isEqualTo("ada");
    }

    @Test
    void isNobodyWhereTimeStartedIt() throws Exception {
        WorkflowRun run = run("timer", new TimerTrigger.TimerTriggerCause());
        assertThat(starters(run)).isEmpty();
        assertThat(BuildSession.build(run).startedBy()).isNull();
    }

    @Test
    void isWhomARequestNamesThoughNobodyVouchesForIt() throws Exception {
        WorkflowRun run = run("request", asked("ada"));
        assertThat(Starters.of(run))
                .containsExactly(new Maker(Maker.Role.STARTER, "ada", "ada@example.org", Observer.CLAIMED));
        assertThat(BuildSession.build(run).startedBy()).isNull();
        assertThat(starters(run("nobodys-request", asked(null)))).isEmpty();
    }

    private static Cause asked(String by) {
        ModelVersion version = new ModelVersion(
                "m", "1", Stage.NONE, "runs:/x/model", null, null, "", Instant.EPOCH, Map.of(), List.of());
        Sha256 id = Sha256.of(new byte[0]);
        return new RequestCause("mlflow", new PromotionRequest(version, "production", "better", by, id));
    }

    @Test
    void isAnonymousWhereNobodyLoggedIn() throws Exception {
        assertThat(starters(run("anybody", new Cause.UserIdCause((String) null))))
                .containsExactly("STARTER anonymous");
    }

    @Test
    void isWhoeverStartedTheBuildsBefore() throws Exception {
        WorkflowRun first = run("first", by("ada"));
        WorkflowRun second = run("second", new Cause.UpstreamCause(first), by("bob"));
        WorkflowRun third = run("third", new Cause.UpstreamCause(second));
        assertThat(starters(third)).containsExactly("STARTER bob", "STARTER ada");
        first.delete();
        second.delete();
        assertThat(starters(third)).containsExactly("STARTER bob", "STARTER ada");
        assertThat(BuildSession.build(third).startedBy()).isEqualTo("bob");
    }

    @ParameterizedTest
    @CsvSource({"false, REPLAYER rex", "true, REBUILDER rex"})
    void isWhoeverReplayedItAndWhoStartedWhatTheyReplayed(boolean rebuilt, String starter) throws Exception {
        WorkflowRun original = run("replay" + rebuilt, by("ada"));
        People.as("rex", () -> {
            original.getAction(ReplayAction.class).run2("echo 'other'", Map.of(), rebuilt);
        });
        jenkins.waitUntilNoActivity();
        assertThat(starters(original.getParent().getLastBuild())).containsExactly(starter, "STARTER ada");
    }

    @Test
    void isWhoeverWentOnFromAStage() throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, "stages", """
                pipeline {
                  agent none
                  stages {
                    stage('one') { steps { echo 'one' } }
                    stage('two') { steps { echo 'two' } }
                  }
                }
                """);
        WorkflowRun original = jenkins.assertBuildStatusSuccess(job.scheduleBuild2(0, new CauseAction(by("ada"))));
        People.as("bob", () -> {
            original.getAction(RestartDeclarativePipelineAction.class).run("two");
        });
        jenkins.waitUntilNoActivity();
        assertThat(starters(job.getLastBuild())).containsExactly("REBUILDER bob", "STARTER ada");
    }
}
