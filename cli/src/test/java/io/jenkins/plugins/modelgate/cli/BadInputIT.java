package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong outside is one plain line and the right exit code, and leaves nothing half done. */
class BadInputIT {
    @TempDir
    private Path home;

    private Project project;

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        project = Project.create(home, MlflowServer.tools(), "m");
        project.set("MLFLOW_TRACKING_URI", "http://127.0.0.1:9");
        project.deliver("50");
    }

    private void fails(int exitCode, String message, String... arguments) throws IOException, InterruptedException {
        Launched plain = project.gate(arguments);
        assertThat(plain.exitCode()).as(plain.toString()).isEqualTo(exitCode);
        assertThat(plain.out()).isEmpty();
        assertThat(plain.err())
                .contains(message)
                .hasLineCount(1)
                .doesNotContainPattern("^model-gate [a-z -]+: Unexpected ")
                .doesNotContain("\tat ");
    }

    @Test
    void givesUpOnAServerThatIsDown() throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        project.set("MLFLOW_TRACKING_URI", "http://127.0.0.1:" + port);
        project.set("MODEL_GATE_DEADLINE", "3s");

        fails(1, "127.0.0.1:" + port, "run", "--", "true");
        Launched json = project.gate("run", "--json", "--", "true");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(((Map<?, ?>) json.json().get("error")).get("kind")).isEqualTo("mlflow");
    }

    @Test
    void saysThatAServerIsNotMlflow() throws IOException, InterruptedException {
        HttpServer html = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        html.createContext("/", exchange -> {
            byte[] page = "<html>\u001b[2JSign in</html>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        html.start();
        try {
            String address = "127.0.0.1:" + html.getAddress().getPort();
            project.set("MLFLOW_TRACKING_URI", "http://" + address);

            fails(1, address, "run", "--", "true");
        } finally {
            html.stop(0);
        }
    }

    @Test
    void saysThatTheLedgerIsNone() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(home.resolve("something"));
        Files.writeString(folder.resolve("else.txt"), "x");

        fails(1, "‘" + folder + "’ is there but is no bare Git repository", "history", "--ledger", folder.toString());
        fails(
                1,
                "ftp",
                "history",
                "--ledger",
                "ftp://example.org/x",
                "--signing-key",
                home.resolve("k").toString());
    }

    @Test
    void namesThePlaceInABrokenPolicy() throws IOException, InterruptedException {
        Files.writeString(project.root().resolve("model-gate.yaml"), "version: 1\nmodels:\n  m: {targets: 3}\n");
        project.commit("Break it");

        fails(2, "HEAD:model-gate.yaml:3:", "record");
        fails(2, "model-gate.yaml:3:", "policy", "check");
    }

    @Test
    void readsThePolicyFromGitAndNotFromTheWorkTree() throws IOException, InterruptedException {
        Files.writeString(project.root().resolve("model-gate.yaml"), "nonsense");

        fails(1, "127.0.0.1:9", "run", "--deadline", "1s", "--", "true");
        fails(2, "refs/heads/nope", "record", "--policy-ref", "refs/heads/nope");
    }

    @Test
    void namesThePlaceInABrokenLock() throws IOException, InterruptedException {
        Files.writeString(project.root().resolve("dvc.lock"), "schema: '2.0'\nstages: [\n");

        fails(2, "dvc.lock", "snapshot");
    }

    @Test
    void saysThatThereIsNoDvc() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));

        fails(2, "is not inside a DVC repository", "snapshot", "-C", elsewhere.toString());
    }

    @Test
    void saysThatThereIsNoGit() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));

        fails(2, "is not inside a Git repository", "record", "-C", elsewhere.toString());
    }

    @Test
    void showsWhatIsMissingInTheCache() throws IOException, InterruptedException {
        project.must("rm", "-rf", ".dvc/cache", "data");

        Launched launched = project.gate("snapshot");

        assertThat(launched.exitCode()).as(launched.toString()).isZero();
        assertThat(launched.out()).containsPattern("data +\\S+ +missing");
    }

    @Test
    void refusesAConfigurationThatStrangersWrote() throws IOException, InterruptedException {
        Files.writeString(project.root().resolve("model-gate.conf.yaml"), "ledger:\n  location: /tmp/theirs.git\n");

        fails(2, "model-gate.conf.yaml:2:3: ‘ledger.location’ may not come from a file in the repository", "history");
    }
}
