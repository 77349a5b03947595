package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.steps.Turns.Turn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

class TurnsTest {
    private final List<String> went = new ArrayList<>();

    @Test
    void oneGoesAfterTheOther() {
        Turn first = turn("q", "first");
        Turn second = turn("q", "second");
        Turn other = turn("r", "other");
        List.of(first, second, other).forEach(Turn::await);
        assertThat(went).containsExactly("first", "other");
        assertThat(first.begin()).isTrue();
        first.end();
        assertThat(went).containsExactly("first", "other", "second");
        second.end();
        other.end();
        assertThat(Turns.waiting("q")).isZero();
    }

    @Test
    void whoGivesUpIsPassedOver() {
        Turn first = turn("q", "first");
        Turn second = turn("q", "second");
        Turn third = turn("q", "third");
        List.of(first, second, third).forEach(Turn::await);
        second.giveUp();
        second.giveUp();
        first.end();
        assertThat(went).containsExactly("first", "third");
        assertThat(second.begin()).isFalse();
        third.giveUp();
        assertThat(Turns.waiting("q")).isZero();
    }

    @Test
    void whoGaveUpBeforeDoesNotTakeAPlace() {
        Turn late = turn("q", "late");
        late.giveUp();
        late.await();
        assertThat(went).isEmpty();
        assertThat(Turns.waiting("q")).isZero();
    }

    @Test
    void whatHasBegunIsNotGivenUp() {
        Turn first = turn("q", "first");
        Turn second = turn("q", "second");
        first.await();
        second.await();
        first.begin();
        first.giveUp();
        assertThat(went).containsExactly("first");
        first.end();
        second.end();
    }

    @Test
    @WithJenkins
    void aBuildThatWaitsCanBeStoppedAndTheNextOneGoesOn(JenkinsRule jenkins, @TempDir Path temp) throws Exception {
        Project project = Project.create(temp);
        project.run("dvc", "repro", "--quiet");
        project.commit("Train");
        Setup.everything(MlflowServer.shared(Major.V3).uri(), project);
        String queue = "mlflow/diabetes";
        Turn ours = turn(queue, "ours");
        ours.await();
        WorkflowRun stopped = job(jenkins, "stopped", project).scheduleBuild2(0).waitForStart();
        await().atMost(Duration.ofMinutes(2)).until(() -> Turns.waiting(queue) == 2);
        WorkflowRun next = job(jenkins, "next", project).scheduleBuild2(0).waitForStart();
        await().atMost(Duration.ofMinutes(2)).until(() -> Turns.waiting(queue) == 3);

        stopped.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(stopped));
        assertThat(Turns.waiting(queue)).isEqualTo(2);
        assertThat(next.isBuilding()).isTrue();
        ours.end();

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(next));
        assertThat(Turns.waiting(queue)).isZero();
    }

    private static WorkflowJob job(JenkinsRule jenkins, String name, Project project) throws Exception {
        return Setup.pipeline(jenkins, name, "node { dir('%s') { mlflowRegister() } }".formatted(project.folder()));
    }

    private Turn turn(String queue, String name) {
        return new Turn(queue, () -> went.add(name));
    }
}
