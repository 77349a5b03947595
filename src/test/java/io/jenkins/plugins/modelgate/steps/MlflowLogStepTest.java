package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.Label;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.fixtures.Mlflow;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What {@code mlflowLog} logs and what it refuses, on real servers of both major versions. */
@WithJenkins
class MlflowLogStepTest {
    @Test
    void logsToTheRunOfTheBlockOrTheBuildAndRefusesWithOneLine(JenkinsRule jenkins) throws Exception {
        ModelGateConfiguration.get().setServers(List.of(server(Major.V3), server(Major.V2)));
        // A process of its own: files come from there.
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        WorkflowJob job = Setup.pipeline(jenkins, "log", """
                def refused(String what, Closure body) {
                  try { body(); echo "${what} was not refused" } catch (e) { echo "${what}: ${e.message}" }
                }
                node('agent') {
                  writeFile(file: 'plots/ü <b>.txt', text: 'curve')
                  writeFile(file: 'plots/deep/er.txt', text: '')
                  sh 'ln -s /etc/passwd leak.txt'
                  refused('without a run') { mlflowLog(params: [a: 1], server: 'V3') }
                  for (major in ['V3', 'V2']) {
                    withMlflow(server: major, experiment: 'of ' + major, name: '<i>ü</i>') {
                      for (i in [1, 2]) {
                        mlflowLog(params: [lr: 0.1, "note": "${'<b>ü</b>'}"], metrics: [loss: 0.5, n: 3, odd: 'NaN'],
                                  tags: [team: 'ü'], artifacts: ['plots/**'], artifactFolder: 'ci', step: 4)
                      }
                      refused('another value') { mlflowLog(params: [lr: 0.2]) }
                      refused('long') { mlflowLog(params: [long: 'x' * 7000]) }
                      refused('word') { mlflowLog(metrics: [loss: 'high']) }
                      refused('name') { mlflowLog(metrics: ['a#b': 1]) }
                      refused('tag') { mlflowLog(tags: ['model-gate.candidate': 'mine']) }
                      refused('nothing') { mlflowLog(artifacts: ['*.nothing']) }
                      refused('upwards') { mlflowLog(artifacts: ['../**']) }
                      refused('root') { mlflowLog(artifacts: ['/etc/passwd']) }
                      refused('link') { mlflowLog(artifacts: ['leak.txt']) }
                      refused('dvc') { mlflowLog(metricsFromDvc: true) }
                    }
                  }
                }
                """);
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        for (Major major : Major.values()) {
            Mlflow mlflow = new Mlflow(io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.shared(major));
            Run run = mlflow.run("of " + major);
            assertThat(run.name()).isEqualTo("<i>ü</i>");
            assertThat(run.params()).isEqualTo(Map.of("lr", "0.1", "note", "<b>ü</b>"));
            assertThat(run.tags()).containsEntry("team", "ü").doesNotContainKey("model-gate.candidate");
            assertThat(run.metrics()).containsOnlyKeys("loss", "n", "odd");
            assertThat(run.metrics().get("loss").step()).isEqualTo(4);
            assertThat(mlflow.client()
                            .artifacts()
                            .files(mlflow.client().artifacts().of(run).folder("ci")))
                    .extracting("path")
                    .containsExactly("plots/deep/er.txt", "plots/ü <b>.txt");
        }
        jenkins.assertLogContains("without a run: There is no MLflow run to log to", build);
        jenkins.assertLogContains("long: The value of parameter ‘long’ has 7000 characters, MLflow keeps 6000", build);
        jenkins.assertLogContains("word: The metric ‘loss’ is ‘high’, which is no number", build);
        jenkins.assertLogContains("name: ‘a#b’ cannot be the name of a metric", build);
        jenkins.assertLogContains("tag: The tag ‘model-gate.candidate’ is one of Model Gate's own", build);
        jenkins.assertLogContains("matches ‘*.nothing’", build);
        jenkins.assertLogContains("upwards: ‘../**’ leads out of the workspace", build);
        jenkins.assertLogContains("root: ‘/etc/passwd’ leads out of the workspace", build);
        jenkins.assertLogContains("link: ‘leak.txt’ is a link that leads out of the workspace", build);
        jenkins.assertLogContains("is not inside a DVC repository", build);
        jenkins.assertLogNotContains("was not refused", build);
        assertThat(build.getLog().lines().filter(line -> line.startsWith("another value: ")))
                .hasSize(2);

        FilePath workspace = agent.getWorkspaceFor(job);
        assertThat(Files.exists(Path.of(workspace.getRemote(), "plots"))).isTrue();
    }

    private static MlflowServer server(Major major) {
        return new MlflowServer(
                major.name(),
                io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.shared(major)
                        .uri()
                        .toString());
    }
}
