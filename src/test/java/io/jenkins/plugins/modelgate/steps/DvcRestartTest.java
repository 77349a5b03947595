package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import io.jenkins.plugins.modelgate.fixtures.Home;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller is restarted while a stage runs. */
class DvcRestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    @Test
    void goesOnWithTheStageThatRanAndStillMasks() throws Throwable {
        Path started = temp.resolve("started");
        Path go = temp.resolve("go");
        Project project = Project.create(temp);
        project.run("dvc", "remote", "add", "--quiet", "--default", "--force", "cloud", "s3://bucket");
        project.write("wait.sh", """
                        echo $$ >> %s
                        until [ -e %s ]; do sleep 0.1; done
                        echo "after $AWS_SECRET_ACCESS_KEY"
                        echo 1 > waited
                        """.formatted(started, go))
                .write("dvc.yaml", """
                        stages:
                          wait:
                            cmd: sh wait.sh
                            outs: [waited]
                        """)
                .commit("Wait");

        sessions.then(jenkins -> {
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new UsernamePasswordCredentialsImpl(
                            CredentialsScope.GLOBAL, "store", null, "ada", "secret-of-the-remote"));
            SystemCredentialsProvider.getInstance().save();
            WorkflowJob job = Setup.pipeline(jenkins, "job", """
                    node {
                      %s {
                        sh 'rm -rf w && git clone --quiet %s w'
                        dir('w') {
                          echo "made ${dvcRepro(stages: ['wait'], credentialsId: 'store').paths}"
                        }
                      }
                    }
                    """.formatted(project.withEnv(), project.url()));
            Await.process(job.scheduleBuild2(0).waitForStart(), started);
            assertThat(Home.filesWith(jenkins, "secret-of-the-remote")).isEmpty();
        });
        sessions.then(jenkins -> {
            WorkflowRun build =
                    jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            Files.createFile(go);

            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));

            jenkins.assertLogContains("after ****", build);
            jenkins.assertLogContains("made [", build);
            assertThat(started).content().hasLineCount(1);
            assertThat(Files.readString(build.getRootDir().toPath().resolve("log")))
                    .doesNotContain("secret-of-the-remote");
        });
    }
}
