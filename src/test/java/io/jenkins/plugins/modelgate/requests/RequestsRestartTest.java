package io.jenkins.plugins.modelgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Queue;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller is restarted, or killed, between a look and the end of the build: one request, one build. */
class RequestsRestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private final String model = "restarted-" + UUID.randomUUID();

    @Test
    void startsNothingTwice() throws Throwable {
        MlflowServer mlflow = MlflowServer.shared(Major.V3);
        Asking asking = new Asking(mlflow, model);
        String version = asking.version(50);
        Path home = sessions.getHome().toPath();
        Path claims = home.resolve("model-gate/requests/mlflow.xml");
        Path early = temp.resolve("early.xml");

        sessions.then(jenkins -> {
            Asking.configure(mlflow, temp.resolve("policy"), List.of(model), "job");
            WorkflowJob job = Setup.pipeline(jenkins, "job", "echo 'once'");
            job.setQuietPeriod(3600);
            ModelRequestTrigger trigger = new ModelRequestTrigger();
            trigger.setModels(model);
            job.addTrigger(trigger);
            job.save();
            asking.ask(version, "production", "better");
            look();
            assertThat(queued(jenkins)).hasSize(1);
            assertThat(asking.state(version)).isEqualTo("queued");
            Files.copy(claims, early);
        });
        sessions.then(jenkins -> {
            look();
            assertThat(queued(jenkins)).as("kept over a restart").hasSize(1);
            assertThat(asking.state(version)).isEqualTo("queued");
        });
        // A controller that is killed may lose its queue.
        Files.delete(home.resolve("queue.xml"));
        sessions.then(jenkins -> {
            assertThat(queued(jenkins)).isEmpty();
            look();
            assertThat(queued(jenkins)).as("begun anew").hasSize(1);
            look();
            assertThat(queued(jenkins)).hasSize(1);
        });
        Files.delete(home.resolve("queue.xml"));
        sessions.then(jenkins -> {
            job(jenkins).setQuietPeriod(0);
            look();
            asking.await(version, "failed");
            assertThat(job(jenkins).getLastBuild().getNumber()).isEqualTo(1);
        });
        // Killed before it noted that the build had begun.
        Files.copy(early, claims, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        sessions.then(jenkins -> {
            look();
            look();
            jenkins.waitUntilNoActivity();
            assertThat(job(jenkins).getLastBuild().getNumber()).isEqualTo(1);
            assertThat(asking.state(version)).isEqualTo("failed");
        });
        // Nothing is left of what this controller knew: MLflow has the answer.
        Files.delete(claims);
        sessions.then(jenkins -> {
            look();
            jenkins.waitUntilNoActivity();
            assertThat(job(jenkins).getLastBuild().getNumber()).isEqualTo(1);
        });
    }

    private static void look() {
        RequestWatch.get().look("mlflow");
    }

    private static WorkflowJob job(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("job", WorkflowJob.class);
    }

    private static List<Queue.Item> queued(JenkinsRule jenkins) {
        return jenkins.jenkins.getQueue().getItems(job(jenkins));
    }
}
