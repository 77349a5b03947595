package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.client.RunStatus;
import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.ClosedRun;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Ending;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.OpenRun;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Opening;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The run around a training, with MLflow's own Python client as the child. */
class TrainingRunsIT {
    private static final Evidence.Build BUILD = new Evidence.Build("job", "7", null, null);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Major.class)
    void stagesGoOnWithOneRunAndOthersAreFound(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            TrainingRuns runs = new TrainingRuns(scene.gatekeeper);
            OpenRun run = runs.open(new Opening("train-" + scene.model, null, null, BUILD));
            Map<String, String> environment = runs.environment(run, Map.of("MODEL_GATE_REGISTRY_TOKEN", "secret"));
            assertThat(environment).doesNotContainKey("MODEL_GATE_REGISTRY_TOKEN");

            // Two stages; the first opens a second run of its own, too.
            String stages = String.join(
                    "\n",
                    "import mlflow, subprocess, sys",
                    "with mlflow.start_run(): mlflow.log_param('a', 1)",
                    "with mlflow.start_run(): mlflow.log_param('b', 1)",
                    "subprocess.run([sys.executable, '-c', '''",
                    "import mlflow",
                    "mlflow.set_experiment(\"train-" + scene.model + "\")",
                    "with mlflow.start_run(run_id=\"" + run.id() + "\"): mlflow.log_metric(\"m\", 2)",
                    "'''], check=True)");
            assertThat(python(major, environment, stages)).isZero();
            ClosedRun closed = runs.close(run, Ending.FAILED);

            Run logged = scene.gatekeeper.tracking().getRun(run.id());
            assertThat(closed.id()).isEqualTo(run.id());
            assertThat(logged.params()).containsKey("a");
            assertThat(logged.metrics()).containsKey("m");
            assertThat(logged.status()).isEqualTo(RunStatus.FAILED);
            assertThat(closed.others()).hasSize(1);
            assertThat(runs.open(new Opening("train-" + scene.model, null, null, BUILD)))
                    .satisfies(again -> {
                        assertThat(again.id()).isEqualTo(run.id());
                        assertThat(again.resumed()).isTrue();
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void aRunToWhichNothingWasLoggedIsRemoved(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            TrainingRuns runs = new TrainingRuns(scene.gatekeeper);
            OpenRun run = runs.open(new Opening("train-" + scene.model, null, null, BUILD));

            ClosedRun closed = runs.close(run, Ending.FAILED);

            assertThat(closed.id()).isNull();
            assertThat(closed.remarks()).singleElement().asString().contains("set_experiment");
            assertThat(scene.gatekeeper.tracking().getRun(run.id()).deleted()).isTrue();
            assertThat(runs.close(run, Ending.FAILED).id()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void aRunIsOpenedOnceWhereTheAnswerIsLost(Major major) throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(major).uri());
                Scene scene = Scene.on(proxy.uri(), folder)) {
            proxy.next("runs/create", new Fault.ResetAfter());
            TrainingRuns runs = new TrainingRuns(scene.gatekeeper);

            OpenRun run = runs.open(new Opening("train-" + scene.model, null, null, null));

            assertThat(scene.gatekeeper
                            .tracking()
                            .searchRuns(
                                    List.of(run.experimentId()),
                                    io.jenkins.plugins.modelgate.mlflow.client.Filter.ALL,
                                    10))
                    .extracting(Run::id)
                    .containsExactly(run.id());
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void partsOfABuildAreChildrenOfOneRunThatEndsAsTheWorstOfThem(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            TrainingRuns runs = new TrainingRuns(scene.gatekeeper);
            Opening opening = new Opening("train-" + scene.model, null, null, BUILD);
            OpenRun parent = runs.open(opening);
            OpenRun first = runs.open(opening.below(parent.id(), "mark 1 of " + scene.model));
            OpenRun second = runs.open(opening.below(parent.id(), "mark 2 of " + scene.model));

            assertThat(runs.open(opening.below(parent.id(), first.mark())).id()).isEqualTo(first.id());
            assertThat(runs.open(opening).id()).isEqualTo(parent.id());
            assertThat(List.of(parent.id(), first.id(), second.id())).doesNotHaveDuplicates();

            new RunLog(scene.gatekeeper).log(first.id(), entries(Map.of("loss", 0.5)));
            new RunLog(scene.gatekeeper).log(second.id(), entries(Map.of("loss", 0.25)));
            runs.close(first, Ending.UNSTABLE);
            assertThat(runs.closeParent(parent)).as("while the second goes on").isEmpty();
            runs.close(second, Ending.FINISHED);
            assertThat(runs.closeParent(parent).orElseThrow().ending()).isEqualTo(Ending.UNSTABLE);

            Run shown = scene.gatekeeper.tracking().getRun(first.id());
            assertThat(shown.tags()).containsEntry("mlflow.parentRunId", parent.id());
            assertThat(shown.tags()).containsEntry("model-gate.result", "unstable");
            assertThat(scene.gatekeeper.tracking().getRun(parent.id()).status()).isEqualTo(RunStatus.FINISHED);

            runs.close(runs.open(opening.below(parent.id(), second.mark())), Ending.FAILED);
            assertThat(runs.closeParent(parent).orElseThrow().ending()).isEqualTo(Ending.FAILED);
            runs.close(first, Ending.FINISHED);
            assertThat(scene.gatekeeper.tracking().getRun(first.id()).tags()).doesNotContainKey("model-gate.result");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void sayingWhatItTrainedWithIsNotLogging(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            TrainingRuns runs = new TrainingRuns(scene.gatekeeper);
            OpenRun run = runs.open(new Opening("train-" + scene.model, null, null, BUILD));
            RunLog log = new RunLog(scene.gatekeeper);
            log.describe(run.id(), scene.snapshot("a", 1));

            assertThat(scene.gatekeeper.tracking().getRun(run.id()).tags())
                    .containsEntry("model-gate.data", Scene.dataHash("a").value())
                    .containsEntry(
                            "model-gate.snapshot",
                            scene.snapshot("a", 1).digest().hex());
            assertThat(runs.open(new Opening(null, run.id(), null, null)).experiment())
                    .isEqualTo("train-" + scene.model);
            assertThat(runs.close(run, Ending.UNSTABLE).id()).isNull();
            log.describe(run.id(), "the same commit");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void loggingTheSameAgainChangesNothing(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            OpenRun run = new TrainingRuns(scene.gatekeeper).open(new Opening("log-" + scene.model, null, null, BUILD));
            RunLog log = new RunLog(scene.gatekeeper);
            RunLog.Entries entries = new RunLog.Entries(
                    Map.of("lr", "0.1"),
                    Map.of("rmse", 2.0, "nan", Double.NaN),
                    Map.of("rmse", 1.0, "a#b", 3.0),
                    Map.of("note", "<b>ü</b>"),
                    7,
                    Instant.ofEpochMilli(1_700_000_000_123L));
            for (int i = 0; i < 2; i++) {
                assertThat(log.log(run.id(), entries))
                        .containsExactly("Metric ‘a#b’ is left out: MLflow cannot keep its name.");
                log.send(run.id(), scene.source("bytes"), "plots");
            }

            Run logged = scene.gatekeeper.tracking().getRun(run.id());
            assertThat(logged.params()).containsEntry("lr", "0.1");
            assertThat(logged.tags()).containsEntry("note", "<b>ü</b>");
            assertThat(scene.gatekeeper.tracking().history(run.id(), "rmse"))
                    .singleElement()
                    .satisfies(point ->
                            assertThat(List.of(point.value(), point.step())).hasToString("[2.0, 7]"));
            assertThat(scene.gatekeeper.tracking().history(run.id(), "nan")).hasSize(1);
            assertThat(scene.gatekeeper
                            .artifacts()
                            .files(scene.gatekeeper.artifacts().of(logged)))
                    .singleElement()
                    .extracting("path")
                    .isEqualTo("plots/model.bin");
            assertThatThrownBy(() -> log.log(
                            run.id(),
                            new RunLog.Entries(
                                    Map.of(),
                                    Map.of(),
                                    Map.of(),
                                    Map.of("model-gate.candidate", "x"),
                                    0,
                                    Instant.EPOCH)))
                    .hasMessageContaining("‘model-gate.candidate’ is one of Model Gate's own");
        }
    }

    private static RunLog.Entries entries(Map<String, Double> metrics) {
        return new RunLog.Entries(Map.of(), metrics, Map.of(), Map.of(), 0, Instant.EPOCH);
    }

    private int python(Major major, Map<String, String> environment, String script) throws Exception {
        Path python = MlflowServer.tools()
                .resolve(major == Major.V3 ? "venv" : "venv-mlflow2")
                .resolve("bin/python");
        ProcessBuilder builder = new ProcessBuilder(python.toString(), "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertThat(code).as(output).isZero();
        return code;
    }
}
