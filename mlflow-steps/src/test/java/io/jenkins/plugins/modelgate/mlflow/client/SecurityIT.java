package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy.Request;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityIT {
    private static final String PASSWORD = "pässword-S3CRET";
    private static final String TOKEN = "token-S3CRET";
    private static final Credentials BASIC = new Credentials.Basic("alice", PASSWORD);
    private static final Credentials BEARER = new Credentials.Bearer(TOKEN);

    private final MlflowServer server = MlflowServer.shared(Major.V3);

    @Test
    void sendsEachServerItsOwnCredentials() throws IOException {
        try (FaultProxy tracking = demanding(BASIC);
                FaultProxy registry = demanding(BEARER)) {
            MlflowClient client = new MlflowClient(ServerConfig.of(tracking.uri())
                    .withTracking(tracking.uri(), BASIC)
                    .withRegistry(registry.uri(), BEARER));
            String model = "auth " + UUID.randomUUID();

            client.check();
            client.registry().createModel(model, "", Map.of());
            String experiment = client.tracking().createExperiment(model);
            Run run = client.tracking().createRun(experiment, null, Instant.now(), Map.of());
            client.artifacts().upload(client.artifacts().of(run), "f", new byte[3]);

            assertThat(registry.seen()).extracting(Request::target).allMatch(target -> target.contains("registered"));
            assertThat(tracking.seen()).extracting(Request::target).noneMatch(target -> target.contains("registered"));
        }
    }

    @Test
    void tellsMissingFromWrongCredentialsAndHidesThem() throws IOException {
        try (FaultProxy proxy = demanding(BEARER)) {
            assertThatThrownBy(() -> client(proxy, Credentials.NONE).registry().getModel("m"))
                    .isInstanceOf(MlflowException.Unauthorized.class)
                    .hasMessageContaining("No credentials were sent");
            assertThatThrownBy(() -> client(proxy, BASIC).registry().getModel("m"))
                    .isInstanceOf(MlflowException.Unauthorized.class)
                    .hasMessageContaining("alice")
                    .hasMessageNotContaining("S3CRET");
        }
    }

    @Test
    void hidesCredentialsThatTheServerRepeats() throws IOException {
        try (FaultProxy proxy = FaultProxy.before(server.uri())) {
            proxy.rule(request -> Optional.of(new Fault.Answer(
                    request.line().endsWith("get") ? 403 : 500,
                    Map.of(),
                    "headers: " + request.headers().get("authorization"))));
            for (Credentials credentials : List.of(BASIC, BEARER)) {
                String secret = credentials.authorization().replaceFirst(".* ", "");
                assertThatThrownBy(() -> client(proxy, credentials).registry().getModel("m"))
                        .isInstanceOf(MlflowException.Forbidden.class)
                        .hasMessageContaining("***")
                        .hasMessageNotContaining(secret)
                        .hasMessageNotContaining("S3CRET");
                assertThatThrownBy(() -> client(proxy, credentials).registry().createModel("m", "", Map.of()))
                        .isInstanceOf(MlflowException.OutcomeUnknown.class)
                        .hasMessageNotContaining(secret)
                        .hasMessageNotContaining("S3CRET");
            }
        }
    }

    @Test
    void logsNoCredentials() throws IOException {
        StringBuilder log = new StringBuilder();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                log.append(new SimpleFormatter().format(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Transport.class.getName());
        logger.addHandler(handler);
        try (FaultProxy proxy = FaultProxy.before(server.uri())) {
            proxy.rule(request -> Optional.of(new Fault.Answer(
                    503, Map.of(), String.valueOf(request.headers().get("authorization")))));
            Timeouts hasty = new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
            MlflowClient client = new MlflowClient(
                    ServerConfig.of(proxy.uri()).withCredentials(BEARER).withTimeouts(hasty));

            assertThatThrownBy(() -> client.registry().getModel("m")).isInstanceOf(MlflowException.Unavailable.class);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(log).contains("Trying again").contains("***").doesNotContain("S3CRET");
    }

    @Test
    void doesNotFollowARedirection() throws IOException {
        try (FaultProxy elsewhere = FaultProxy.before(server.uri());
                FaultProxy proxy = FaultProxy.before(server.uri())) {
            URI there = URI.create(elsewhere.uri() + "/login?secret=S3CRET");
            for (int status : List.of(301, 302, 307, 308)) {
                proxy.always("get", new Fault.Answer(status, Map.of("Location", there.toString()), ""));

                assertThatThrownBy(() -> client(proxy, BASIC).registry().getModel("m"))
                        .isInstanceOf(MlflowException.Protocol.class)
                        .hasMessageContaining("redirects")
                        .hasMessageContaining(elsewhere.uri().getHost())
                        .hasMessageNotContaining("S3CRET");
            }
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    @Test
    void followsNoRedirectionEvenIfTheHttpClientWould() throws IOException {
        try (FaultProxy elsewhere = FaultProxy.before(server.uri());
                FaultProxy redirecting = FaultProxy.before(server.uri())) {
            redirecting.rule(request ->
                    Optional.of(new Fault.Answer(302, Map.of("Location", elsewhere.uri() + request.target()), "")));
            HttpClient.Builder following = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS);
            MlflowClient client = new MlflowClient(ServerConfig.of(redirecting.uri()), following);

            assertThatThrownBy(() -> client.registry().getModel("m")).isInstanceOf(MlflowException.Protocol.class);
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    @Test
    void usesTheHttpClientThatItIsGiven() throws IOException {
        try (FaultProxy forward = FaultProxy.before(server.uri())) {
            HttpClient.Builder http = HttpClient.newBuilder().proxy(ProxySelector.of(address(forward)));

            new MlflowClient(ServerConfig.of(server.uri()), http).check();

            assertThat(forward.seen()).isNotEmpty();
        }
    }

    @Test
    void goesThroughAProxy() throws IOException {
        try (FaultProxy forward = FaultProxy.before(server.uri())) {
            MlflowClient client = new MlflowClient(ServerConfig.of(server.uri()).withProxy(address(forward)));

            client.check();

            assertThat(forward.count("GET /version")).isOne();
            assertThat(forward.count("registered-models/search")).isOne();
        }
    }

    @Test
    void saysThatTheProxyWantsCredentials() throws IOException {
        try (FaultProxy forward = FaultProxy.before(server.uri())) {
            forward.rule(request ->
                    Optional.of(new Fault.Answer(407, Map.of("Proxy-Authenticate", "Basic realm=\"x\""), "")));
            MlflowClient client = new MlflowClient(ServerConfig.of(server.uri()).withProxy(address(forward)));

            assertThatThrownBy(client::version)
                    .isInstanceOf(MlflowException.Unauthorized.class)
                    .hasMessageContaining("The proxy");
        }
    }

    @Test
    void trustsTheAuthorityThatItIsToldToTrust(@TempDir Path temp) throws Exception {
        try (FaultProxy secure = FaultProxy.before(server.uri(), tls(temp))) {
            ServerConfig config = ServerConfig.of(secure.uri());

            new MlflowClient(config.withCaCertificates(temp.resolve("authority.pem"))).check();

            assertThatThrownBy(() -> new MlflowClient(config).check())
                    .isInstanceOf(MlflowException.Unavailable.class)
                    .hasMessageContaining("no secure connection")
                    .hasMessageContaining("MLFLOW_TRACKING_SERVER_CERT_PATH");
        }
    }

    @Test
    void doesNotTakeACertificateForAnotherName(@TempDir Path temp) throws Exception {
        try (FaultProxy secure = FaultProxy.before(server.uri(), tls(temp))) {
            URI otherName = URI.create(secure.uri().toString().replace("127.0.0.1", "localhost"));
            MlflowClient client =
                    new MlflowClient(ServerConfig.of(otherName).withCaCertificates(temp.resolve("authority.pem")));

            assertThatThrownBy(client::check)
                    .isInstanceOf(MlflowException.Unavailable.class)
                    .hasMessageContaining("no secure connection");
        }
    }

    @Test
    void saysWhatIsWrongWithAFileOfAuthorities(@TempDir Path temp) throws IOException {
        Path garbage = Files.writeString(temp.resolve("garbage.pem"), "no certificate");
        Path empty = Files.writeString(temp.resolve("empty.pem"), "");
        for (Path file : List.of(garbage, empty, temp.resolve("missing.pem"), temp)) {
            ServerConfig config = ServerConfig.of(server.uri()).withCaCertificates(file);

            assertThatThrownBy(() -> new MlflowClient(config))
                    .as("%s", file)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void saysHowToMakeMlflow3AcceptItsName() throws IOException {
        try (FaultProxy forward = FaultProxy.before(server.uri())) {
            MlflowClient client = new MlflowClient(
                    ServerConfig.of(URI.create("http://mlflow.internal:5000")).withProxy(address(forward)));

            assertThat(client.version().major()).as("needs no accepted name").isEqualTo(3);
            assertThatThrownBy(client::check)
                    .isInstanceOf(MlflowException.Forbidden.class)
                    .hasMessageContaining("--allowed-hosts mlflow.internal:5000");
        }
    }

    private FaultProxy demanding(Credentials credentials) throws IOException {
        return FaultProxy.before(server.uri()).rule(request -> {
            boolean known = credentials.authorization().equals(request.headers().get("authorization"));
            return known
                    ? Optional.empty()
                    : Optional.of(
                            new Fault.Answer(401, Map.of("WWW-Authenticate", "Basic"), "You are not authenticated"));
        });
    }

    private static MlflowClient client(FaultProxy proxy, Credentials credentials) {
        return new MlflowClient(ServerConfig.of(proxy.uri()).withCredentials(credentials));
    }

    private static InetSocketAddress address(FaultProxy proxy) {
        return new InetSocketAddress(proxy.uri().getHost(), proxy.uri().getPort());
    }

    /** A key for 127.0.0.1, and its certificate in authority.pem. */
    private static SSLContext tls(Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit",
                "-file",
                folder.resolve("authority.pem").toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(
                0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
