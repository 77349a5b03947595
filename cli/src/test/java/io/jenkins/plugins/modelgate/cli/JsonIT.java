package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts rely on the answers in JSON: each command gives what docs/cli.md says, no less and no more. */
class JsonIT {
    @TempDir
    private Path home;

    private final String model = "m-" + UUID.randomUUID();
    private final TreeSet<String> asked = new TreeSet<>();
    private MlflowServer mlflow;
    private Project project;

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        mlflow = MlflowServer.shared(MlflowServer.Major.V3);
        project = Project.create(home, MlflowServer.tools(), model);
        project.set("MLFLOW_TRACKING_URI", mlflow.uri().toString());
    }

    /** Runs a command, such as {@code ledger init --ledger x}, and holds its answer against the documentation. */
    private Map<?, ?> answer(int exitCode, String command, String... arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.add("--json");
        words.addAll(List.of(arguments));
        Launched launched = project.gate(words.toArray(String[]::new));
        assertThat(launched.exitCode()).as("%s: %s", words, launched).isEqualTo(exitCode);
        assertThat(launched.out().lines()).hasSize(1);
        assertThat(launched.json().get("command")).isEqualTo(command);
        assertThat(launched.json().get("exitCode")).isEqualTo(exitCode);
        List<List<String>> differences = Shape.documented().get(command).stream()
                .map(shape -> shape.differences(launched.result()))
                .toList();
        assertThat(differences).as("%s: %s", words, launched.out()).anySatisfy(found -> assertThat(found)
                .isEmpty());
        asked.add(command);
        return launched.result();
    }

    private String build(String rmse) throws IOException, InterruptedException {
        project.deliver(rmse);
        answer(0, "run", "--", "dvc", "repro");
        project.must("dvc", "push", "-q");
        assertThat(answer(0, "record", "--dry-run").get("reused")).isEqualTo(false);
        Object key = answer(0, "record").get("candidateKey");
        Map<?, ?> preview = answer(0, "register", "--dry-run");
        assertThat(preview.get("reused")).isEqualTo(true);
        assertThat(preview.get("candidateKey")).isEqualTo(key);
        String version = String.valueOf(answer(0, "register").get("version"));
        project.commit("Lock of the build with " + rmse);
        return version;
    }

    @Test
    void answersAsDocumented() throws IOException, InterruptedException {
        Map<?, ?> ledger = answer(0, "ledger init");
        assertThat(ledger.get("embedded")).isEqualTo(true);
        answer(0, "key generate", home.resolve("key.pem").toString());
        answer(0, "key show");
        answer(0, "completion");
        commitsBack();
        answer(0, "policy init", "--dry-run");
        answer(0, "policy check");
        answer(0, "policy power", "--value", "60");
        answer(0, "policy test", "--value", "rmse=50");
        looksAtAHoldout();
        checksData();
        answer(0, "snapshot", "--remote");

        String first = build("50");
        answer(0, "gate", "-t", "production");
        answer(0, "promote", "-t", "production", "--dry-run");
        answer(0, "promote", "-t", "production");
        answer(0, "promote", "-t", "production");
        String second = build("49");
        answer(0, "gate", "-t", "production");
        answer(0, "promote", "-t", "production");
        String before = String.valueOf(answer(0, "status").get("head"));
        String bad = build("80");
        answer(3, "gate", "-t", "production");
        answersRequests(bad);

        answer(0, "rollback", "-t", "production", "--reason", "predicts nonsense");
        answer(0, "lift", "-t", "production", second, "--reason", "false alarm");
        answer(0, "quarantine", "-t", "production", second, "--reason", "leaked holdout");
        mlflow.client().registry().setAlias(model, "champion", second);
        answer(6, "status");
        answer(6, "watch");
        answer(0, "reconcile", "--dry-run");
        answer(0, "reconcile");
        answer(0, "watch");
        answer(0, "roots");
        deploys();
        looksUp();

        answer(0, "audit");
        answer(0, "ledger audit");
        String head = String.valueOf(answer(0, "status").get("head"));
        answer(0, "ledger verify", before, head);
        answer(0, "ledger anchor", "--dry-run");
        answer(0, "ledger anchor");
        assertThat(answer(0, "ledger audit").get("anchors")).isEqualTo(1);
        asksPeople();
        answer(0, "report", "-o", home.resolve("report.html").toString());
        answer(0, "retire", "-t", "production", "--reason", "not served");
        mlflow.client().registry().setAlias(model, "champion", first);
        answer(0, "adopt", "-t", "production", "--reason", "served again");

        assertThat(asked).isEqualTo(Shape.documented().keySet()).containsExactlyInAnyOrderElementsOf(Commands.names());
    }

    private void answersRequests(String version) throws IOException, InterruptedException {
        assertThat((List<?>) answer(0, "requests").get("requests")).isEmpty();
        mlflow.client().registry().setVersionTag(model, version, "model-gate.request-reason", "it is better");
        mlflow.client().registry().setVersionTag(model, version, "model-gate.request", "production");
        answer(0, "requests");
        assertThat(answer(0, "requests", "--answer", version).get("state")).isEqualTo("refused");
        assertThat((List<?>) answer(0, "requests").get("requests")).isEmpty();
        assertThat((List<?>) answer(0, "requests", "--all").get("requests")).hasSize(1);
    }

    private void asksPeople() throws IOException, InterruptedException {
        Path policy = project.root().resolve("model-gate.yaml");
        String key = home.resolve("bea").toString();
        project.must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        Files.writeString(
                project.root().resolve("allowed_signers"), "bea " + Files.readString(home.resolve("bea.pub")));
        Files.writeString(
                policy,
                Files.readString(policy).replace("models:", "groups: { leads: [bea] }\nmodels:")
                        + "        approvals:\n          from: [{ group: leads, count: 1, meaning: I looked at it }]\n"
                        + "          signatures: personal\n          signers: allowed_signers\n");
        build("45");
        answer(0, "gate", "-t", "production");
        answer(0, "approvals");
        answer(0, "reject", "-t", "production", "--key", key, "--comment", "not yet");
        answer(0, "approve", "-t", "production", "--key", key, "--dry-run");
        Object approval = answer(0, "approve", "-t", "production", "--key", key).get("digest");
        answer(0, "show", String.valueOf(approval));
        answer(0, "promote", "-t", "production");
        assertThat(answer(0, "show", String.valueOf(approval)).get("seal"))
                .isEqualTo("signed by the person’s own key, as the verdicts list it");
        answer(0, "approvals", "--all");
        assertThat((List<?>) answer(0, "status").get("approvals")).hasSize(1);
        answer(0, "history");
    }

    private void looksAtAHoldout() throws IOException, InterruptedException {
        Path policy = project.root().resolve("model-gate.yaml");
        String without = Files.readString(policy);
        Files.writeString(
                policy, without.replace("    targets:", "    holdout: {name: h, data: data, looks: 5}\n    targets:"));
        project.deliver("50");
        assertThat(answer(0, "holdout show").get("taken")).isEqualTo(0);
        assertThat(answer(0, "holdout accept", "--reason", "new data", "--dry-run")
                        .get("changed"))
                .isEqualTo(false);
        Files.writeString(policy, without);
        project.commit("Without a holdout");
    }

    private void checksData() throws IOException, InterruptedException {
        Path policy = project.root().resolve("model-gate.yaml");
        String without = Files.readString(policy);
        Files.writeString(project.root().resolve("table.csv"), "x\n1\n2\n");
        Files.writeString(project.root().resolve("contract.yaml"), "version: 1\ncolumns: { x: { type: integer } }\n");
        Files.writeString(
                policy,
                without.replace(
                        "        gates:",
                        "        gates:\n          - data: { name: table, path: table.csv, contract: contract.yaml }"));
        project.commit("With a contract");
        answer(0, "data profile", "table.csv");
        answer(0, "data check");
        Files.writeString(project.root().resolve("table.csv"), "x\none\n");
        answer(3, "data check", "-t", "production");
        Files.delete(project.root().resolve("table.csv"));
        Files.delete(project.root().resolve("contract.yaml"));
        Files.writeString(policy, without);
        project.commit("Without a contract");
    }

    private void commitsBack() throws IOException, InterruptedException {
        project.must("git", "init", "-q", "--bare", home.resolve("origin.git").toString());
        project.must(
                "git", "remote", "add", "origin", home.resolve("origin.git").toString());
        project.deliver("50");
        project.must("git", "push", "-q", "origin", "main");
        project.must("dvc", "repro", "-q");
        project.must("dvc", "push", "-q");
        answer(0, "commit-back", "--branch", "main", "--dry-run");
        answer(0, "commit-back", "--branch", "main");
    }

    private void deploys() throws IOException, InterruptedException {
        Path repository = home.resolve("deploy");
        project.must("git", "init", "-q", "-b", "main", repository.toString());
        Files.writeString(repository.resolve("app.in"), "version: ${version}\n");
        project.must("git", "-C", repository.toString(), "add", "-A");
        project.must("git", "-C", repository.toString(), "commit", "-q", "-m", "Template");
        Path file = home.resolve("deployments.yaml");
        Files.writeString(
                file,
                "version: 1\ndeployments:\n  - { name: x, repository: '" + repository.toUri() + "', model: " + model
                        + ", target: production, files: { app.in: app.yaml } }\n");
        answer(0, "deploy", "--deployments", file.toString(), "--dry-run");
        // A branch that is checked out takes no push.
        answer(1, "deploy", "--deployments", file.toString());
        project.must("git", "-C", repository.toString(), "checkout", "-q", "-b", "other");
        answer(0, "deploy", "--deployments", file.toString());
    }

    private void looksUp() throws IOException, InterruptedException {
        String uri = "models:/" + model + "@champion";
        answer(0, "verify", uri);
        Map<?, ?> entry = (Map<?, ?>) answer(0, "show", uri).get("entry");
        answer(0, "show", "--data", String.valueOf(entry.get("data")));
        List<?> entries = (List<?>) answer(0, "history").get("entries");
        answer(0, "show", String.valueOf(((Map<?, ?>) entries.get(0)).get("digest")));
    }
}
