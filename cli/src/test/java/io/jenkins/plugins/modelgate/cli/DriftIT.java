package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody changes past the ledger, in MLflow, in DVC's remote and in what others deploy from, by the packaged launcher. */
class DriftIT {
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
        Path policy = project.root().resolve("model-gate.yaml");
        Files.writeString(
                policy, Files.readString(policy).replace("alias: champion", "alias: champion\n        drift: adopt"));
        promote("50");
    }

    private void promote(String rmse) throws IOException, InterruptedException {
        project.deliver(rmse);
        ok("run", "--", "dvc", "repro");
        project.must("dvc", "push", "-q");
        ok("record");
        ok("register");
        project.commit("Lock of the build with " + rmse);
        ok("gate", "-t", "production");
        ok("promote", "-t", "production");
    }

    private String ok(String... arguments) throws IOException, InterruptedException {
        return ends(0, arguments);
    }

    /** Runs it, and gives what it said. */
    private String ends(int exitCode, String... arguments) throws IOException, InterruptedException {
        Launched launched = project.gate(arguments);
        assertThat(launched.exitCode())
                .as("%s: %s", List.of(arguments), launched)
                .isEqualTo(exitCode);
        assertThat(launched.out() + launched.err()).doesNotContain("\tat ", "Unexpected");
        return launched.out() + launched.err();
    }

    private String hash() throws IOException {
        return Files.readString(project.root().resolve("data.dvc")).replaceFirst("(?s).*md5: (\\S+).*", "$1");
    }

    @Test
    void seesAMovedAliasAndDataThatSomebodyCollectedBeforeARollBackNeedsIt() throws Exception {
        String first = hash();
        promote("49");
        String second = hash();
        assertThat(ok("watch"))
                .contains("What is shown is what the ledger says.", "2 of 2 versions were looked at now")
                .doesNotContain("note:");

        assertThat(ok("roots")).contains(model, "holds production", "roll-back production", first, second);
        assertThat(ok("roots", "--list", "hashes").lines()).contains("md5:" + first, "md5:" + second);
        assertThat(ok("roots", "--list", "versions").lines())
                .containsExactly("models:/" + model + "/1", "models:/" + model + "/2");
        assertThat(ok("roots", "--list", "runs").lines()).hasSize(2).allMatch(run -> run.matches("[0-9a-f]{32}"));

        mlflow.client().registry().setAlias(model, "champion", "1");
        assertThat(ends(6, "watch"))
                .contains("drift: mlflow/default/" + model + "/production:", "waits for a person: ‘model-gate adopt’");
        assertThat(ends(6, "watch", "--dry-run")).contains("nobody keeps who did it", "not yet there ");
        ok("adopt", "-t", "production", "--reason", "it serves well");
        ok("watch");
        ok("rollback", "-t", "production", "--reason", "not so well", "--to", "2");
        ok("lift", "-t", "production", "1", "--reason", "good enough to go back to");

        collectsGarbage(first);
    }

    /** With the real dvc, whose remote is a folder. */
    private void collectsGarbage(String first) throws IOException, InterruptedException {
        Path stored =
                home.resolve("store/files/md5").resolve(first.substring(0, 2)).resolve(first.substring(2));
        assertThat(ok("roots", "--dvc-files", "kept")).contains(".dvc files in ‘kept’");
        project.must("dvc", "gc", "--workspace", "--cloud", "--force", "--quiet");
        assertThat(stored).exists();
        ok("watch", "--memory", "another");
        try (Stream<Path> kept = Files.walk(project.root().resolve("kept")).sorted((a, b) -> b.compareTo(a))) {
            for (Path file : kept.toList()) {
                Files.delete(file);
            }
        }

        project.must("dvc", "gc", "--workspace", "--cloud", "--force", "--quiet");
        assertThat(stored).doesNotExist();
        assertThat(ends(6, "watch", "--memory", "one-more"))
                .contains("Data of version 1", "is gone from the DVC remote: ‘data’ (md5:" + first + ")");
        assertThat(ends(6, "watch", "--memory", "one-more", "--json"))
                .contains("\"kind\":\"DATA\"", "\"outcome\":\"REPORTED\"");
    }

    private Path deployments(String url) throws IOException {
        Path file = home.resolve("deployments.yaml");
        Files.writeString(
                file,
                "version: 1\ndeployments:\n  - { name: cluster, repository: '" + url + "', model: " + model
                        + ", target: production, files: { app.in: app.yaml } }\n");
        return file;
    }

    @Test
    void writesWhatOthersDeployFromAndSeesWhatSomebodyEditedThere() throws Exception {
        Path bare = home.resolve("deploy.git");
        Path work = home.resolve("deploy");
        project.must("git", "init", "-q", "--bare", "-b", "main", bare.toString());
        project.must("git", "clone", "-q", bare.toString(), work.toString());
        edit(work, "app.in", "version: ${version}\n");
        project.set(
                "MODEL_GATE_DEPLOYMENTS", deployments(bare.toUri().toString()).toString());

        assertThat(ok("deploy", "--dry-run")).contains("would be written", "+version: 1");
        assertThat(ok("deploy")).contains("cluster:", "written, commit ");
        assertThat(ok("deploy")).contains("shows what the ledger says");
        assertThat(ok("deploy", "--model", "another")).contains("No deployment is configured for that.");
        assertThat(ok("watch")).contains("What is shown is what the ledger says.");

        project.must("git", "-C", work.toString(), "pull", "-q");
        edit(work, "app.yaml", "version: 9\n");
        assertThat(ends(6, "watch")).contains("The deployment ‘cluster’", "of ‘Ann’", ", by Ann");
        assertThat(ok("deploy")).contains("written, commit ");
        ok("watch");

        promote("49");
        Files.move(bare, home.resolve("away"));
        assertThat(ends(1, "deploy")).contains("failed:", "‘cluster’", "deploy.git/: not found");
        assertThat(ends(6, "watch")).contains("failed:", "the next round tries again");
        Files.move(home.resolve("away"), bare);
        assertThat(ok("watch")).contains("completed:", "it had not arrived there");
        project.must("git", "-C", work.toString(), "pull", "-q");
        assertThat(work.resolve("app.yaml")).hasContent("version: 2");
    }

    private void edit(Path work, String file, String text) throws IOException, InterruptedException {
        Files.writeString(work.resolve(file), text);
        project.must("git", "-C", work.toString(), "add", "-A");
        project.must("git", "-C", work.toString(), "commit", "-q", "-m", "Edit");
        project.must("git", "-C", work.toString(), "push", "-q", "origin", "HEAD:main");
    }

    @Test
    void saysInOneLineWhatIsWrongOrNotLetInAnyMore() throws Exception {
        assertThat(ends(2, "watch", "--within-hours", "0")).contains("at least 1");
        assertThat(ends(2, "watch", "--roll-backs", "-1")).contains("at least 0");
        assertThat(ends(2, "roots", "--list", "nonsense")).contains("nonsense");
        assertThat(ends(2, "deploy")).contains("deployments");
        assertThat(ends(2, "deploy", "--deployments", "nowhere")).contains("there is no file");
        Path file = deployments("file:///nowhere");
        Files.writeString(file, Files.readString(file).replace("model:", "modell:"));
        assertThat(ends(2, "deploy", "--deployments", file.toString()))
                .contains("deployments.yaml", "‘model’ is missing");

        HttpServer closed = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        closed.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        closed.start();
        try {
            String address = "http://127.0.0.1:" + closed.getAddress().getPort();
            Map<String, String> secrets = Map.of(
                    "MODEL_GATE_LEDGER_PASSWORD", "l3dger",
                    "MODEL_GATE_DEPLOY_CLUSTER_PASSWORD", "d3ploy",
                    "MLFLOW_TRACKING_USERNAME", "me",
                    "MLFLOW_TRACKING_PASSWORD", "mlfl0w");
            secrets.forEach(project::set);
            String deployments = deployments(address + "/deploy.git").toString();
            for (String said : List.of(
                    ends(1, "deploy", "--deployments", deployments),
                    ends(1, "deploy", "--deployments", deployments, "--ledger", address + "/ledger.git"),
                    ends(1, "watch", "--ledger", address + "/ledger.git"),
                    ends(1, "roots", "--ledger", address + "/ledger.git"),
                    ends(1, "watch", "--tracking-uri", address))) {
                assertThat(said).hasLineCount(1).contains("127.0.0.1").containsAnyOf("not authorized", "401");
                assertThat(said).doesNotContain("l3dger", "d3ploy", "mlfl0w");
            }
            assertThat(ends(6, "watch", "--deployments", deployments)).contains("failed:", "not authorized");
        } finally {
            closed.stop(0);
        }
        assertThat(ok("watch")).contains("What is shown is what the ledger says.");
    }
}
