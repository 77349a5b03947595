package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.fixtures.Mlflow;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.client.RunStatus;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The MLflow run around a part of a build, on a real MLflow server. */
@WithJenkins
class WithMlflowTest {
    private static final String LOG = "mlflowLog(metrics: [m: 1]); ";

    private final Mlflow mlflow = new Mlflow(MlflowServer.shared(Major.V3));
    private JenkinsRule jenkins;

    @BeforeEach
    void configure(JenkinsRule rule) {
        jenkins = rule;
        Setup.server(MlflowServer.shared(Major.V3).uri());
    }

    /** A way to end, with what Jenkins and MLflow shall show. */
    private record Ending(String script, Result result, RunStatus status) {}

    @Test
    void theRunEndsAsTheBodyEnded() throws Exception {
        Map<String, Ending> endings = new LinkedHashMap<>();
        endings.put("normal", new Ending("withMlflow { " + LOG + "}", Result.SUCCESS, RunStatus.FINISHED));
        endings.put("error", new Ending("withMlflow { " + LOG + "error 'no' }", Result.FAILURE, RunStatus.FAILED));
        endings.put(
                "timeout",
                new Ending(
                        "timeout(time: 15, unit: 'SECONDS') { withMlflow { " + LOG + "sleep 600 } }",
                        Result.ABORTED,
                        RunStatus.FAILED));
        endings.put(
                "timeout-within",
                new Ending(
                        "withMlflow { " + LOG + "timeout(time: 1, unit: 'SECONDS') { sleep 600 } }",
                        Result.ABORTED,
                        RunStatus.FAILED));
        endings.put("abort", new Ending("withMlflow { " + LOG + "sleep 600 }", Result.ABORTED, RunStatus.KILLED));
        endings.put(
                "caught",
                new Ending("withMlflow { " + LOG + "catchError { error 'no' } }", Result.FAILURE, RunStatus.FAILED));
        endings.put(
                "caught-outside",
                new Ending("catchError { withMlflow { " + LOG + "error 'no' } }", Result.FAILURE, RunStatus.FAILED));
        endings.put(
                "result-set",
                new Ending(
                        "withMlflow { " + LOG + "currentBuild.result = 'FAILURE' }", Result.FAILURE, RunStatus.FAILED));
        endings.put(
                "unstable",
                new Ending("withMlflow { " + LOG + "unstable 'so so' }", Result.UNSTABLE, RunStatus.FINISHED));
        endings.put(
                "failed-before",
                new Ending("catchError { error 'no' }; withMlflow { " + LOG + "}", Result.FAILURE, RunStatus.FINISHED));
        endings.put(
                "failed-before-and-within",
                new Ending(
                        "catchError { error 'no' }; withMlflow { " + LOG + "catchError { error 'no' } }",
                        Result.FAILURE,
                        RunStatus.FAILED));

        Map<String, WorkflowRun> builds = new LinkedHashMap<>();
        for (Map.Entry<String, Ending> ending : endings.entrySet()) {
            WorkflowJob job =
                    Setup.pipeline(jenkins, ending.getKey(), ending.getValue().script());
            builds.put(ending.getKey(), job.scheduleBuild2(0).waitForStart());
        }
        jenkins.waitForMessage("Logged to MLflow run", builds.get("abort"));
        builds.get("abort").doStop();

        for (Map.Entry<String, Ending> ending : endings.entrySet()) {
            WorkflowRun build = jenkins.waitForCompletion(builds.get(ending.getKey()));
            jenkins.assertBuildStatus(ending.getValue().result(), build);
            Run run = mlflow.run(ending.getKey());
            assertThat(run.status())
                    .as(ending.getKey())
                    .isEqualTo(ending.getValue().status());
            assertThat(run.end()).as(ending.getKey()).isNotNull();
            assertThat(run.tags().get("model-gate.result"))
                    .as(ending.getKey())
                    .isEqualTo(ending.getKey().equals("unstable") ? "unstable" : null);
            assertThat(run.tags()).containsEntry("model-gate.build", ending.getKey() + "#1");
            assertThat(run.name()).isEqualTo(ending.getKey() + " #1");
            assertThat(build.getAction(ModelEvidenceAction.class).getMlflowRun())
                    .isEqualTo(run.id());
        }
    }

    @Test
    void aBuildHasOneRunAndPartsOfItHaveChildrenOfIt() throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, "parts", """
                withMlflow(name: 'whole <b>ü</b>') {
                  echo "outer ${env.MLFLOW_RUN_ID}"
                  mlflowLog(params: [a: 1])
                  withMlflow(name: 'inner') {
                    echo "inner ${env.MLFLOW_RUN_ID}"
                    mlflowLog(params: [a: 2])
                  }
                  mlflowLog(params: [b: 3])
                }
                withMlflow { mlflowLog(params: [c: 4]) }
                mlflowLog(params: [d: 5])
                """);
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        List<Run> runs = mlflow.runs("parts");
        assertThat(runs).hasSize(2);
        Run outer = runs.get(0);
        Run inner = runs.get(1);
        assertThat(outer.name()).isEqualTo("whole <b>ü</b>");
        assertThat(outer.params()).isEqualTo(Map.of("a", "1", "b", "3", "c", "4", "d", "5"));
        assertThat(inner.params()).isEqualTo(Map.of("a", "2"));
        assertThat(inner.tags()).containsEntry("mlflow.parentRunId", outer.id());
        assertThat(outer.tags()).doesNotContainKey("mlflow.parentRunId");
        jenkins.assertLogContains("outer " + outer.id(), build);
        jenkins.assertLogContains("inner " + inner.id(), build);
        jenkins.assertLogContains("Going on with MLflow run ‘" + outer.id() + "’", build);
        assertThat(build.getAction(ModelEvidenceAction.class).getMlflowRun()).isEqualTo(outer.id());

        jenkins.buildAndAssertSuccess(job);
        assertThat(mlflow.runs("parts")).as("another build has runs of its own").hasSize(4);
    }

    @Test
    void branchesBesideEachOtherAreChildrenOfTheBuildsRun() throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, "branches", """
                parallel(
                  one: { withMlflow { mlflowLog(params: [lr: 0.1]) } },
                  two: { catchError { withMlflow { mlflowLog(params: [lr: 0.2]); error 'diverged' } } },
                  three: { withMlflow { echo 'logs nothing' } })
                """);
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        List<Run> runs = mlflow.runs("branches");
        assertThat(runs)
                .extracting(Run::name)
                .containsExactlyInAnyOrder("branches #1", "branches #1 one", "branches #1 two");
        Run parent = named(runs, "branches #1");
        assertThat(parent.status()).isEqualTo(RunStatus.FAILED);
        assertThat(named(runs, "branches #1 one").tags()).containsEntry("mlflow.parentRunId", parent.id());
        assertThat(named(runs, "branches #1 two").status()).isEqualTo(RunStatus.FAILED);
        assertThat(build.getAction(ModelEvidenceAction.class).getMlflowRun()).isEqualTo(parent.id());
        jenkins.assertLogContains("is removed: nothing was logged to it", build);
    }

    @Test
    void aSingleBranchThatTrainsHasTheBuildsRun() throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, "single", """
                parallel(lint: { echo 'tidy' }, train: { withMlflow { mlflowLog(metrics: [m: 1]) } })
                """);
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        assertThat(build.getAction(ModelEvidenceAction.class).getMlflowRun())
                .isEqualTo(named(mlflow.runs("single"), "single #1 train").id());
    }

    @Test
    void aRunToWhichNothingWasLoggedIsRemovedAndForgotten() throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, "nothing", "withMlflow { echo 'nothing to do' }");
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("is removed: nothing was logged to it", build);
        assertThat(mlflow.runs("nothing")).isEmpty();
        assertThat(build.getAction(ModelEvidenceAction.class).getMlflowRun()).isNull();
    }

    @Test
    void goesOnWithARunThatIsNamed() throws Exception {
        jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "before", "withMlflow { mlflowLog(params: [a: 1]) }"));
        String id = mlflow.run("before").id();

        jenkins.buildAndAssertSuccess(Setup.pipeline(
                jenkins,
                "after",
                "withMlflow(run: '" + id + "') { mlflowLog(params: [b: env.MLFLOW_EXPERIMENT_NAME]) }"));

        assertThat(mlflow.run("before").params()).isEqualTo(Map.of("a", "1", "b", "before"));
    }

    @Test
    void worksInDeclarativePipelines() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(Setup.pipeline(jenkins, "declarative", """
                pipeline {
                  agent any
                  stages {
                    stage('train') {
                      options { withMlflow(experiment: 'of the stage') }
                      steps { mlflowLog(metrics: [m: 1]) }
                    }
                    stage('more') {
                      steps { withMlflow(experiment: 'of the step') { mlflowLog(metrics: [m: 1]) } }
                    }
                  }
                }
                """));

        assertThat(mlflow.run("of the stage").status()).isEqualTo(RunStatus.FINISHED);
        assertThat(mlflow.run("of the step").status()).isEqualTo(RunStatus.FINISHED);
        jenkins.assertLogNotContains("Exception", build);
    }

    private static Run named(List<Run> runs, String name) {
        return runs.stream().filter(run -> run.name().equals(name)).findFirst().orElseThrow();
    }
}
