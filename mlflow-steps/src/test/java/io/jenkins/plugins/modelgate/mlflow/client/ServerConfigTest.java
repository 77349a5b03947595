package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
    private static final URI SERVER = URI.create("https://mlflow.example.org/prefix");

    @ParameterizedTest
    @ValueSource(
            strings = {"databricks", "databricks-uc", "databricks://profile", "databricks-uc://profile", "uc", "uc:x"})
    void refusesDatabricksAndUnityCatalog(String address) {
        assertThatThrownBy(() -> ServerConfig.of(URI.create(address)))
                .isInstanceOf(MlflowException.Unsupported.class)
                .hasMessageContaining("Unity Catalog")
                .hasMessageContaining("http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite:///mlflow.db",
                "file:///tmp/mlruns",
                "./mlruns",
                "postgresql://u:S3CRET@db/mlflow",
                "mlruns"
            })
    void refusesStoresThatAreNoServer(String address) {
        assertThatThrownBy(() -> ServerConfig.of(URI.create(address)))
                .isInstanceOf(MlflowException.Unsupported.class)
                .hasMessageContaining("mlflow server")
                .hasMessageNotContaining("S3CRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://u:S3CRET@host", "http://host?key=S3CRET", "http://host#S3CRET", "http:///path", "http:x"
            })
    void refusesAddressesThatMakeNoSenseWithoutShowingTheirSecrets(String address) {
        assertThatThrownBy(() -> ServerConfig.of(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("S3CRET");
    }

    @Test
    void takesAddressesWithAPathAndDropsTheSlashAtTheEnd() {
        assertThat(ServerConfig.of(URI.create("http://host:5000/a/b//"))
                        .tracking()
                        .uri())
                .hasToString("http://host:5000/a/b");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/a, http://H:80/b, true",
        "https://h, https://h:443, true",
        "http://h, https://h, false",
        "http://h, http://h:81, false",
        "http://h, http://h.example.org, false"
    })
    void knowsTheSameOrigin(URI one, URI other, boolean same) {
        assertThat(new ServerAddress(one, Credentials.NONE).sameOrigin(other)).isEqualTo(same);
    }

    @Test
    void takesTheDefaultWorkspaceForNone() {
        ServerConfig config = ServerConfig.of(SERVER);

        assertThat(config.withWorkspace(" default ").workspace()).isNull();
        assertThat(config.withWorkspace("").workspaceName()).isEqualTo("default");
        assertThat(config.withWorkspace("team-a").workspaceName()).isEqualTo("team-a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Team", "a", "-a", "a-", "a b", "a/b", "ä", "a\nb"})
    void refusesNamesThatNoWorkspaceHas(String name) {
        assertThatThrownBy(() -> ServerConfig.of(SERVER).withWorkspace(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void showsNoSecret() {
        ServerConfig config = ServerConfig.of(SERVER)
                .withTracking(SERVER, new Credentials.Basic("alice", "S3CRET"))
                .withRegistry(SERVER, new Credentials.Bearer("S3CRET"));

        assertThat(config.toString()).contains("alice").doesNotContain("S3CRET");
    }

    @Test
    void refusesCredentialsThatCannotBeSent() {
        for (String token : List.of("", "a b", "a\r\nX: y", "ü")) {
            assertThatThrownBy(() -> new Credentials.Bearer(token)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Credentials.Basic("a:b", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Credentials.Basic("", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesBasicCredentialsAsRfc7617Does() {
        assertThat(new Credentials.Basic("Aladdin", "open sesame").authorization())
                .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @Test
    void refusesTimesThatAreNotPositive() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Timeouts(second, Duration.ZERO, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Timeouts(second, second, second.negated()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsTheVariablesOfMlflow() {
        ServerConfig config = ServerConfig.fromEnvironment(Map.of(
                "MLFLOW_TRACKING_URI", "https://tracking",
                "MLFLOW_REGISTRY_URI", "https://registry",
                "MLFLOW_TRACKING_USERNAME", "u",
                "MLFLOW_TRACKING_PASSWORD", "p",
                "MLFLOW_TRACKING_TOKEN", "t",
                "MLFLOW_WORKSPACE", "team-a",
                "MLFLOW_TRACKING_INSECURE_TLS", "false",
                "MLFLOW_TRACKING_SERVER_CERT_PATH", "ca.pem"));

        Credentials user = new Credentials.Basic("u", "p");
        assertThat(config)
                .isEqualTo(ServerConfig.of(URI.create("https://tracking"))
                        .withTracking(URI.create("https://tracking"), user)
                        .withRegistry(URI.create("https://registry"), user)
                        .withWorkspace("team-a")
                        .withCaCertificates(Path.of("ca.pem")));
    }

    @Test
    void readsCredentialsOfTheirOwnForTheRegistry() {
        ServerConfig config = ServerConfig.fromEnvironment(Map.of(
                "MLFLOW_TRACKING_URI", "https://server",
                "MLFLOW_TRACKING_TOKEN", "t",
                "MODEL_GATE_REGISTRY_TOKEN", "r"));

        assertThat(config.tracking().credentials()).isEqualTo(new Credentials.Bearer("t"));
        assertThat(config.registry())
                .isEqualTo(new ServerAddress(URI.create("https://server"), new Credentials.Bearer("r")));
    }

    @ParameterizedTest
    @CsvSource({
        "MLFLOW_TRACKING_INSECURE_TLS, true, MLFLOW_TRACKING_SERVER_CERT_PATH",
        "MLFLOW_TRACKING_USERNAME, u, MLFLOW_TRACKING_PASSWORD",
        "MLFLOW_TRACKING_PASSWORD, S3CRET, MLFLOW_TRACKING_USERNAME",
        "MLFLOW_TRACKING_AUTH, kubernetes, not support",
        "MLFLOW_TRACKING_AWS_SIGV4, true, not support",
        "MLFLOW_TRACKING_CLIENT_CERT_PATH, x, not support",
        "MLFLOW_TRACKING_URI, http://a b:S3CRET@c, MLFLOW_TRACKING_URI",
        "MLFLOW_REGISTRY_URI, databricks-uc, Unity Catalog"
    })
    void refusesVariablesThatItDoesNotHonour(String name, String value, String said) {
        Map<String, String> variables = new HashMap<>(Map.of("MLFLOW_TRACKING_URI", "https://server"));
        variables.put(name, value);

        assertThatThrownBy(() -> ServerConfig.fromEnvironment(variables))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("S3CRET");
    }

    @Test
    void needsAServer() {
        assertThatThrownBy(() -> ServerConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MLFLOW_TRACKING_URI is not set");
    }
}
