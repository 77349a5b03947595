package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.modelgate.build.CandidateRecord;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.nio.file.Path;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The demo's story as builds of {@code examples/Jenkinsfile} itself: real DVC, a real MLflow server, a real ledger. */
@WithJenkins
class StoryTest {
    @TempDir
    private Path temp;

    @Test
    void promotesTwoVersionsStopsAThirdAndRollsBack(JenkinsRule jenkins) throws Exception {
        Project project = Project.create(temp);
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            Setup.everything(mlflow.uri(), project);
            Setup.environment(jenkins, project);
            // All work is done in the agent's own process; this one sees no file of it.
            DumbSlave agent = jenkins.createOnlineSlave();
            jenkins.jenkins.setNumExecutors(0);
            WorkflowJob deliver = Setup.example(jenkins, "deliver", project, "Jenkinsfile");

            WorkflowRun first = jenkins.buildAndAssertSuccess(deliver);
            jenkins.assertLogContains("Running on " + agent.getNodeName(), first);
            jenkins.assertLogContains("‘production’ of ‘diabetes’: null → 1", first);
            jenkins.assertLogContains("Version 1 of diabetes: the gates say PASS", first);
            CandidateRecord candidate =
                    first.getAction(ModelEvidenceAction.class).getCandidates().get(0);
            assertThat(candidate.getVersion()).isEqualTo("1");
            assertThat(candidate.getVerdicts())
                    .singleElement()
                    .extracting("answer")
                    .isEqualTo("PASS");
            assertThat(candidate.getTransitions())
                    .singleElement()
                    .extracting("to")
                    .isEqualTo("1");

            project.deliver("more");
            WorkflowRun second = jenkins.buildAndAssertSuccess(deliver);
            jenkins.assertLogContains("‘production’ of ‘diabetes’: 1 → 2", second);

            project.deliver("spoiled");
            WorkflowRun third = jenkins.buildAndAssertStatus(Result.FAILURE, deliver);
            jenkins.assertLogContains("does not pass the gates of ‘production’: FAIL", third);
            jenkins.assertLogContains("Version 3: the gates say FAIL", third);
            assertThat(third.getAction(ModelEvidenceAction.class).getCandidates())
                    .singleElement()
                    .satisfies(refused -> {
                        assertThat(refused.getVersion()).isEqualTo("3");
                        assertThat(refused.getTransitions()).isEmpty();
                    });

            WorkflowJob back = Setup.example(jenkins, "back", project, "rollback.Jenkinsfile");
            back.addProperty(new ParametersDefinitionProperty(
                    new StringParameterDefinition("MODEL", "diabetes"),
                    new StringParameterDefinition("TARGET", "production"),
                    new StringParameterDefinition("REASON", "predicts nonsense")));
            WorkflowRun rolledBack = jenkins.buildAndAssertSuccess(back);
            jenkins.assertLogContains("‘production’ of ‘diabetes’: 2 → 1", rolledBack);

            WorkflowRun status =
                    jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "status", """
                    pipeline {
                      agent any
                      stages {
                        stage('look') {
                          when { expression { !modelStatus().drifted } }
                          steps {
                            checkout(scmGit(userRemoteConfigs: [[url: '%s']], branches: [[name: 'refs/heads/main']]))
                            dvcSnapshot(paths: ['data'])
                            modelStatus(model: 'diabetes', data: true)
                            script { echo "holder: ${modelStatus().holder('diabetes', 'production')}" }
                          }
                        }
                      }
                    }
                    """.formatted(project.url())));
            jenkins.assertLogContains("Snapshot of 1 tracked paths: ", status);
            jenkins.assertLogContains("diabetes production: 1", status);
            jenkins.assertLogContains("holder: 1", status);
        }
    }
}
