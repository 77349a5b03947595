package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job by the packaged launcher, on a real DVC and a real MLflow. */
class FlowIT {
    @TempDir
    private Path home;

    private final String model = "m-" + UUID.randomUUID();
    private MlflowServer mlflow;
    private Project project;

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        mlflow = MlflowServer.shared(MlflowServer.Major.V3);
        project = Project.create(home, MlflowServer.tools(), model);
        project.set("MLFLOW_TRACKING_URI", mlflow.uri().toString());
    }

    private Launched ok(String... arguments) throws IOException, InterruptedException {
        Launched launched = project.gate(arguments);
        assertThat(launched.exitCode())
                .as("%s: %s", List.of(arguments), launched)
                .isZero();
        return launched;
    }

    private void fails(int exitCode, String message, String... arguments) throws IOException, InterruptedException {
        Launched launched = project.gate(arguments);
        assertThat(launched.exitCode())
                .as("%s: %s", List.of(arguments), launched)
                .isEqualTo(exitCode);
        assertThat(launched.out() + launched.err()).contains(message);
    }

    private void train() throws IOException, InterruptedException {
        ok("run", "--", "dvc", "repro");
        project.must("dvc", "push", "-q");
        ok("record");
    }

    private String version() throws IOException, InterruptedException {
        return String.valueOf(ok("register", "--json").result().get("version"));
    }

    @Test
    void seesDataThatBreaksItsContractOrDrifted() throws IOException, InterruptedException {
        Path policy = project.root().resolve("model-gate.yaml");
        Files.writeString(
                policy,
                Files.readString(policy)
                        .replace(
                                "        gates:",
                                "        gates:\n          - data: { name: train, path: data/train.csv, contract:"
                                        + " contracts/train.yaml, drift: champion }"));
        Files.createDirectories(project.root().resolve("contracts"));
        Files.writeString(
                project.root().resolve("contracts/train.yaml"),
                "version: 1\nrows: { at-least: 100 }\ncolumns:\n  x: { type: number, null-share: at most 0 % }\n");
        table(0, "");
        assertThat(ok("data", "check").out()).contains("‘data/train.csv’ is as ‘contracts/train.yaml’ demands");
        train();
        String first = version();
        ok("gate", "-t", "production");
        ok("promote", "-t", "production");

        table(1, "");
        assertThat(ok("data", "check").out()).contains("compared with version " + first, "has not drifted");
        train();
        version();
        ok("gate", "-t", "production");

        table(500, "");
        fails(3, "has drifted from the champion’s: ‘x’ drifted", "data", "check");
        train();
        version();
        fails(3, "has drifted from the champion’s: ‘x’ drifted", "gate", "-t", "production");

        table(0, ",1");
        fails(2, "‘data/train.csv’ line 202: 2 fields, the header has 1", "data", "check");
        fails(0, "There will be no profile of ‘data/train.csv’", "record");
        table(0, "oops");
        fails(3, "‘x’ holds text (such as ‘oops’), demanded: number.", "data", "check", "--json");
    }

    /** A column of 200 numbers, so much higher than usual, and some more. */
    private void table(int shift, String more) throws IOException, InterruptedException {
        StringBuilder csv = new StringBuilder("x\n");
        for (int i = 0; i < 200; i++) {
            csv.append(i * 37 % 199 + shift + 0.5).append('\n');
        }
        Files.createDirectories(project.root().resolve("data"));
        Files.writeString(project.root().resolve("data/train.csv"), csv + more);
        project.deliver(shift == 0 ? "50" : "50." + shift);
    }

    @Test
    void carriesModelsFromTrainingToRollBack() throws IOException, InterruptedException {
        project.deliver("50");
        train();
        assertThat(version()).isEqualTo("1");
        fails(5, "gate", "promote", "-t", "production");
        ok("gate", "-t", "production");
        assertThat(ok("promote", "-t", "production", "--dry-run").out()).contains("nobody → 1", "dry run");
        assertThat(ok("history").out()).contains("No transition yet");
        ok("promote", "-t", "production");
        assertThat(ok("promote", "-t", "production").out()).contains("already so");
        assertThat(ok("register").out()).contains(model + " 1", "found");

        project.commit("Lock of the first build");
        project.deliver("49");
        train();
        assertThat(version()).isEqualTo("2");
        assertThat(ok("gate", "-t", "production").out()).contains("scored again");
        ok("promote", "-t", "production");

        project.commit("Lock of the second build");
        project.deliver("80");
        train();
        assertThat(version()).isEqualTo("3");
        fails(3, "reached now", "gate", "-t", "production");
        fails(3, "reached before", "gate", "-t", "production");
        fails(5, "", "promote", "-t", "production");
        assertThat(ok("status").out()).contains("agrees");

        project.commit("Lock of the third build");
        fails(2, "--reason", "rollback", "-t", "production");
        // From a folder that is no project: nobody can say whether the data is there.
        assertThat(ok(
                                "rollback",
                                "-C",
                                home.toString(),
                                "--model",
                                model,
                                "-t",
                                "production",
                                "--reason",
                                "predicts nonsense")
                        .err())
                .contains("Whether the data is in the DVC remote is unknown");
        assertThat(champion()).isEqualTo("1");
        fails(5, "quarantined", "promote", "-t", "production", "2");

        mlflow.client().registry().setAlias(model, "champion", "2");
        fails(6, "by the ledger it is version 1", "status", "--model", model);
        ok("reconcile", "--model", model, "--dry-run");
        assertThat(champion()).isEqualTo("2");
        ok("reconcile", "--model", model);
        assertThat(champion()).isEqualTo("1");

        tellsWhatAVersionIsMadeOf();
        ok("audit", "--model", model);
        noticesOtherBytes();
    }

    private String champion() {
        return mlflow.client().registry().getByAlias(model, "champion").version();
    }

    private void tellsWhatAVersionIsMadeOf() throws IOException, InterruptedException {
        Map<?, ?> entry = (Map<?, ?>)
                ok("show", "models:/" + model + "@champion", "--json").result().get("entry");
        String data = String.valueOf(entry.get("data"));
        assertThat(data).endsWith(".dir");
        assertThat(Files.readString(project.root().resolve("data.dvc"))).doesNotContain(data);
        project.must("git", "checkout", "-q", String.valueOf(entry.get("commit")));
        assertThat(Files.readString(project.root().resolve("data.dvc"))).contains(data);
        project.must("git", "checkout", "-q", "main");
        assertThat(ok("show", "--data", data).out()).contains(model).contains("  1  ");
        assertThat(ok("show", "--commit", String.valueOf(entry.get("commit"))).out())
                .contains(model);
        List<?> history = (List<?>) ok("history", "--json").result().get("entries");
        assertThat(history).hasSize(3);
        String digest = String.valueOf(((Map<?, ?>) history.get(0)).get("digest"));
        assertThat(ok("show", digest).out()).contains("roll-back", "predicts nonsense");
    }

    private void noticesOtherBytes() throws IOException, InterruptedException {
        ok("verify", "models:/" + model + "@champion");
        try (Stream<Path> files = Files.walk(mlflow.artifacts())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.endsWith("model.txt") && Files.readString(file).equals("50")) {
                    Files.writeString(file, "5");
                }
            }
        }
        fails(6, "NOT as recorded", "verify", "models:/" + model + "@champion");
    }

    @Test
    void givesTheChildItsRunAndNoneOfOurSecrets() throws IOException, InterruptedException {
        project.deliver("50");
        project.set("MODEL_GATE_REGISTRY_TOKEN", "hunter2");

        Launched launched = ok("run", "--", "sh", "-c", "echo \"run=$MLFLOW_RUN_ID\"; env");

        assertThat(launched.out()).containsPattern("run=[0-9a-f]{32}").doesNotContain("hunter2", "MODEL_GATE_");
        assertThat(launched.out()).contains("removed, since nothing was logged to it");
    }

    @Test
    void showsTheChildsExitCode() throws IOException, InterruptedException {
        project.deliver("50");

        Launched launched = project.gate("run", "--json", "--", "sh", "-c", "echo to-stdout; exit 7");

        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.result().get("childExitCode")).isEqualTo(7);
        assertThat(launched.err()).contains("to-stdout");
        fails(2, "not on the PATH", "run", "--", "no-such-program");
    }

    @ParameterizedTest
    @CsvSource({"255, FAILED", "137, KILLED"})
    void tellsAFailureFromASignal(int childExitCode, String ending) throws IOException, InterruptedException {
        project.deliver("50");

        Launched launched = project.gate("run", "--json", "--", "sh", "-c", "exit " + childExitCode);

        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(launched.result().get("run"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("ending", ending);
    }

    @Test
    void endsTheChildAndTheRunWhenItIsStopped() throws IOException, InterruptedException {
        project.deliver("50");
        Path started = home.resolve("started");
        String python = MlflowServer.tools().resolve("venv/bin/python").toString();
        String log = "import json,os,urllib.request as u;"
                + "u.urlopen(u.Request(os.environ['MLFLOW_TRACKING_URI']+'/api/2.0/mlflow/runs/log-metric',"
                + "json.dumps({'run_id':os.environ['MLFLOW_RUN_ID'],'key':'k','value':1,'timestamp':1}).encode(),"
                + "{'Content-Type':'application/json'}))";
        Process process = project.startGate(
                "run",
                "--",
                "sh",
                "-c",
                "\"$1\" -c \"$2\" && sleep 600 & echo $! $MLFLOW_RUN_ID > \"$3.new\"; sleep 5; mv \"$3.new\" \"$3\"; wait",
                "sh",
                python,
                log,
                started.toString());
        while (!Files.exists(started)) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(100);
        }
        String[] said = Files.readString(started).strip().split(" ", -1);

        process.destroy();
        Launched launched = project.finish(process);

        assertThat(launched.exitCode()).as(launched.toString()).isIn(130, 143);
        assertThat(ProcessHandle.of(Long.parseLong(said[0])).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(mlflow.client().tracking().getRun(said[1]).status().name()).isEqualTo("KILLED");
    }
}
