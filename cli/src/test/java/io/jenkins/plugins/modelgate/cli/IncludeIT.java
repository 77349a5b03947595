package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates of another repository, by real Git. */
class IncludeIT {
    private static final String SHARED = """
            version: 1
            gates:
              house-rules:
                - bound: { name: good-enough, metric: rmse, at-most: 60 }
                - data: { name: as-agreed, path: data/rmse.txt.csv, contract: contracts/rmse.yaml }
              no-worse:
                - comparison: { name: no-worse, metric: rmse, better: lower, margin: 2 % }
            """;

    private final String model = "m-" + UUID.randomUUID();

    @TempDir
    private Path home;

    private Project project;
    private Path shared;
    private String pinned;

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        project = Project.create(home, MlflowServer.tools(), model);
        project.set(
                "MLFLOW_TRACKING_URI",
                MlflowServer.shared(MlflowServer.Major.V3).uri().toString());
        shared = Files.createDirectories(home.resolve("shared"));
        git("init", "-q", "-b", "main");
        share(SHARED);
        pinned = git("rev-parse", "HEAD");
        project.set("MODEL_GATE_POLICY_INCLUDES", "shared=file://" + shared);
        write(pinned);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = shared.toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        Launched launched = project.run(command);
        assertThat(launched.exitCode()).as(launched.toString()).isZero();
        return launched.out().strip();
    }

    private void share(String gates) throws IOException, InterruptedException {
        Files.createDirectories(shared.resolve("contracts"));
        Files.writeString(shared.resolve("gates.yaml"), gates);
        Files.writeString(
                shared.resolve("contracts/rmse.yaml"),
                "version: 1\ncolumns: { rmse: { type: number, range: [0, 100] } }\n");
        git("add", "-A");
        git("commit", "-q", "-m", "Share");
    }

    private void write(String commit) throws IOException {
        Files.writeString(project.root().resolve("model-gate.yaml"), """
                version: 1
                include: [{ repository: shared, commit: %s, path: gates.yaml }]
                models:
                  %s:
                    paths: [data, dvc.yaml]
                    artifact: model.txt
                    data: [data]
                    targets:
                      production:
                        alias: champion
                        gates:
                          - use: house-rules
                          - use: no-worse
                          - lineage: { name: descent, require: [clean] }
                """.formatted(commit, model));
    }

    private Launched answers(int exitCode, String... arguments) throws IOException, InterruptedException {
        Launched launched = project.gate(arguments);
        assertThat(launched.exitCode()).as(launched.toString()).isEqualTo(exitCode);
        return launched;
    }

    @Test
    void asksIncludedGatesInEveryCommand() throws IOException, InterruptedException {
        Files.createDirectories(project.root().resolve("data"));
        Files.writeString(project.root().resolve("data/rmse.txt.csv"), "rmse\n50\n");
        project.deliver("50");

        assertThat(answers(0, "policy", "check").out())
                .contains(
                        "good-enough      ‘rmse’ must be at most 60, as it is recorded. From the set ‘house-rules’ of ‘shared’.")
                .contains("keep the contract ‘shared@" + pinned + ":contracts/rmse.yaml’")
                .contains("includes shared@" + pinned + ":gates.yaml");
        Launched json = answers(0, "policy", "check", "--ref", "refs/heads/main", "--json");
        assertThat(json.result().get("includes"))
                .isEqualTo(List.of(Map.of("repository", "shared", "commit", pinned, "path", "gates.yaml")));
        assertThat(answers(0, "policy", "power", "--value", "50").out()).contains("no-worse");
        assertThat(answers(0, "policy", "test", "--value", "rmse=50").out()).contains("good-enough");
        assertThat(answers(0, "data", "check").out()).contains("as-agreed", "PASS");

        answers(0, "run", "--", "dvc", "repro");
        project.must("dvc", "push", "-q");
        answers(0, "register");
        answers(0, "gate", "-t", "production", "--dry-run");
        Map<?, ?> gate = answers(0, "gate", "-t", "production", "--json").result();
        Map<?, ?> verdicts = (Map<?, ?>) gate.get("verdicts");
        assertThat(((Map<?, ?>) verdicts.get("policy")).get("digest"))
                .isEqualTo(json.result().get("digest"));
        assertThat(((List<?>) verdicts.get("verdicts"))
                        .stream().<Object>map(verdict -> ((Map<?, ?>) verdict).get("gate")))
                .containsExactly("good-enough", "as-agreed", "no-worse", "descent");

        Object before = json.result().get("digest");
        share(SHARED.replace("60", "40"));
        assertThat(answers(0, "policy", "check", "--json").result().get("digest"))
                .isEqualTo(before);
        write(git("rev-parse", "HEAD"));
        project.commit("Demand more");
        assertThat(answers(3, "gate", "-t", "production", "--dry-run").out()).contains("good-enough", "FAIL");
    }

    @Test
    void saysInOneLineWhatCannotBeIncluded() throws IOException, InterruptedException {
        git("checkout", "-q", "--detach");
        share(SHARED.replace("60", "40"));
        String loose = git("rev-parse", "HEAD");
        write(loose);
        assertThat(answers(2, "policy", "check").err())
                .contains("model-gate.yaml:2:11: no branch and no tag of ‘shared’ (file://" + shared
                        + ") contains the commit " + loose)
                .hasLineCount(1);
        share("version: 1\ngates: { house-rules: [{ use: other }] }\n");
        git("tag", "nested");
        write(git("rev-parse", "HEAD"));
        assertThat(answers(2, "policy", "check").err())
                .contains("shared@" + git("rev-parse", "HEAD") + ":gates.yaml:2:26: unknown key ‘use’ in a gate")
                .hasLineCount(1);
        project.set("MODEL_GATE_POLICY_INCLUDES", "shared=file://" + home.resolve("gone"));
        assertThat(answers(1, "policy", "check").err())
                .contains("The repository of shared gates ‘shared’ (file://" + home.resolve("gone")
                        + ") cannot be fetched: ")
                .hasLineCount(1);
        Files.writeString(
                project.root().resolve("model-gate.conf.yaml"), "policy:\n  includes:\n    shared: 'file:///etc'\n");
        assertThat(answers(2, "policy", "check").err())
                .contains("model-gate.conf.yaml:2:3: ‘policy.includes’ may not come from a file in the repository")
                .hasLineCount(1);
    }
}
