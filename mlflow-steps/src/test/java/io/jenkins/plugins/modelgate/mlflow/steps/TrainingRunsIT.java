package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

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
