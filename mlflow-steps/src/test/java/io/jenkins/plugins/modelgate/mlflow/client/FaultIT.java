package io.jenkins.plugins.modelgate.mlflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong between us and the server. The bound on the test's time is only for a hang. */
@Timeout(120)
class FaultIT {
    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(1), Duration.ofMillis(700), Duration.ofSeconds(3));

    private final MlflowServer server = MlflowServer.shared(Major.V3);
    private final MlflowClient direct = server.client();
    private FaultProxy proxy;
    private MlflowClient client;
    private String model;

    @BeforeEach
    void standBetween() throws IOException {
        proxy = FaultProxy.before(server.uri());
        client = new MlflowClient(ServerConfig.of(proxy.uri()));
        model = "faults " + UUID.randomUUID();
        direct.registry().createModel(model, "", Map.of());
    }

    @AfterEach
    void leave() throws IOException {
        proxy.close();
    }

    static Stream<Fault> ambiguous() {
        return Stream.of(
                Fault.errorAfterCommit(),
                new Fault.ResetAfter(),
                new Fault.Truncated(),
                new Fault.AnswerAfter(200, Map.of("Content-Type", "text/html"), "<html>welcome</html>"),
                new Fault.AnswerAfter(200, Map.of("Content-Type", "application/json"), "{\"model_version\":"),
                new Fault.AnswerAfter(502, Map.of(), "bad gateway"),
                new Fault.AnswerAfter(503, Map.of(), ""),
                new Fault.AnswerAfter(504, Map.of(), "gateway timeout"));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void doesNotRepeatACreationThatMayHaveHappened(Fault fault) {
        proxy.next("model-versions/create", fault);

        assertThatThrownBy(() -> version())
                .isInstanceOf(MlflowException.OutcomeUnknown.class)
                .hasMessageContaining("POST /api/2.0/mlflow/model-versions/create")
                .hasMessageContaining("search before trying again");

        assertThat(proxy.count("model-versions/create")).isOne();
        assertThat(direct.registry().searchVersions(Filter.attribute("name", model), 10))
                .hasSize(1);
    }

    @Test
    void doesNotRepeatACreationThatWasNotAnsweredInTime() {
        proxy.next("model-versions/create", new Fault.Silence());

        assertThatThrownBy(() ->
                        version(new MlflowClient(ServerConfig.of(proxy.uri()).withTimeouts(SHORT))))
                .isInstanceOf(MlflowException.OutcomeUnknown.class)
                .hasMessageContaining("no answer in time");
        assertThat(proxy.count("model-versions/create")).isOne();
    }

    @Test
    void doesNotRepeatACreationWhoseAnswerIsTooLarge() {
        proxy.next("runs/create", new Fault.Huge(80L << 20));
        String experiment = direct.tracking().createExperiment(model);

        assertThatThrownBy(() -> client.tracking().createRun(experiment, null, Instant.now(), Map.of()))
                .isInstanceOf(MlflowException.OutcomeUnknown.class);
        assertThat(proxy.count("runs/create")).isOne();
    }

    @Test
    void repeatsACreationThatWasTurnedAwayUnread() {
        proxy.next("model-versions/create", Fault.tooMany(0), Fault.tooMany(1));

        assertThat(version().version()).isEqualTo("1");
        assertThat(proxy.count("model-versions/create")).isEqualTo(3);
    }

    static Stream<Fault> passing() {
        return Stream.concat(
                ambiguous().filter(fault -> !(fault instanceof Fault.AnswerAfter answer && answer.status() == 200)),
                Stream.of(new Fault.ResetBefore(), Fault.status(502), Fault.status(503), Fault.tooMany(1)));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void repeatsWhatMayBeRepeated(Fault fault) {
        direct.registry().createVersion(new NewVersion(model, "s3://bucket/model", null, null, Map.of()));
        proxy.next("registered-models/alias", fault, fault);

        client.registry().setAlias(model, "champion", "1");

        assertThat(proxy.count("registered-models/alias")).isEqualTo(3);
        assertThat(direct.registry().getByAlias(model, "champion").version()).isEqualTo("1");
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        proxy.next("registered-models/get", Fault.tooMany(2));
        long before = System.nanoTime();

        client.registry().getModel(model);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void givesUpAtOnceWhenTheServerAsksForMoreTimeThanThereIs() {
        proxy.always("registered-models/get", Fault.tooMany(3600));

        assertThatThrownBy(() -> client.registry().getModel(model))
                .isInstanceOf(MlflowException.Unavailable.class)
                .hasMessageContaining("429")
                .hasMessageContaining("3600");
        assertThat(proxy.count("registered-models/get")).isOne();
    }

    @Test
    void repeatsALostRaceInTheDatabase() {
        Fault race = new Fault.Answer(
                400,
                Map.of("Content-Type", "application/json"),
                "{\"error_code\":\"BAD_REQUEST\",\"message\":\"(sqlite3.IntegrityError) UNIQUE constraint failed\"}");
        direct.registry().createVersion(new NewVersion(model, "s3://bucket/model", null, null, Map.of()));
        proxy.next("model-versions/set-tag", race, race, race);

        client.registry().setVersionTag(model, "1", "k", "v");
        assertThat(proxy.count("model-versions/set-tag")).isEqualTo(4);

        proxy.always("model-versions/set-tag", race);
        assertThatThrownBy(() -> client.registry().setVersionTag(model, "1", "k", "v"))
                .isInstanceOf(MlflowException.Conflict.class);
    }

    static Stream<Fault> lasting() {
        return Stream.of(
                new Fault.ResetBefore(),
                new Fault.Silence(),
                new Fault.Truncated(),
                Fault.status(500),
                Fault.status(503),
                Fault.tooMany(1));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void givesUpInTheEnd(Fault fault) {
        proxy.always("registered-models/get", fault);
        MlflowClient hasty = new MlflowClient(ServerConfig.of(proxy.uri()).withTimeouts(SHORT));

        assertThatThrownBy(() -> hasty.registry().getModel(model))
                .isInstanceOf(MlflowException.Unavailable.class)
                .hasMessageContaining("GET /api/2.0/mlflow/registered-models/get")
                .hasMessageContaining(proxy.uri().toString());
        assertThat(proxy.count("registered-models/get")).isGreaterThan(1);
    }

    @Test
    void takesASlowAnswer() {
        proxy.next("registered-models/get", new Fault.Slow(Duration.ofSeconds(2)));

        assertThat(client.registry().getModel(model).name()).isEqualTo(model);
        assertThat(proxy.count("registered-models/get")).isOne();
    }

    @Test
    void recognisesWhatIsNotMlflow() {
        for (Fault fault : List.of(Fault.html(200), Fault.html(404), new Fault.Answer(200, Map.of(), ""))) {
            proxy.next("registered-models/get", fault);

            assertThatThrownBy(() -> client.registry().getModel(model))
                    .isInstanceOf(MlflowException.Protocol.class)
                    .hasMessageContaining("the address")
                    .hasMessageNotContaining("\n");
        }
        proxy.next("registered-models/get", new Fault.Huge(80L << 20));
        assertThatThrownBy(() -> client.registry().getModel(model))
                .isInstanceOf(MlflowException.Protocol.class)
                .hasMessageContaining("more than");
    }

    @Test
    void showsTheBeginningOfAHugeErrorPage() {
        proxy.next("registered-models/get", new Fault.Answer(418, Map.of(), "teapot " + "x".repeat(1 << 20)));

        assertThatThrownBy(() -> client.registry().getModel(model))
                .isInstanceOf(MlflowException.InvalidRequest.class)
                .hasMessageContaining("418")
                .hasMessageContaining("teapot")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        MlflowClient hasty = new MlflowClient(ServerConfig.of(nobody).withTimeouts(SHORT));

        assertThatThrownBy(() -> hasty.registry().getModel(model))
                .isInstanceOf(MlflowException.Unavailable.class)
                .hasMessageContaining("no connection");
        assertThatThrownBy(() -> version(hasty))
                .as("Nothing was sent, so nothing can have been created")
                .isInstanceOf(MlflowException.Unavailable.class);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws InterruptedException {
        proxy.always("registered-models/get", new Fault.Silence());
        AtomicInteger interrupted = new AtomicInteger();
        Thread caller = new Thread(() -> {
            try {
                client.registry().getModel(model);
            } catch (MlflowException.Interrupted e) {
                interrupted.set(Thread.currentThread().isInterrupted() ? 1 : -1);
            }
        });
        caller.start();
        while (proxy.count("registered-models/get") == 0) {
            Thread.onSpinWait();
        }

        caller.interrupt();
        caller.join();

        assertThat(interrupted).hasValue(1);
    }

    @Test
    void beginsABrokenDownloadAnew() throws IOException {
        byte[] content = "0123456789".repeat(100_000).getBytes(UTF_8);
        ArtifactFolder folder = artifacts(content);
        proxy.next("f.bin", new Fault.Truncated(), Fault.status(503), new Fault.ResetAfter());
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        AtomicInteger opened = new AtomicInteger();

        client.artifacts().download(folder, "f.bin", () -> {
            received.reset();
            opened.incrementAndGet();
            return received;
        });

        assertThat(received.toByteArray()).isEqualTo(content);
        assertThat(opened).hasValue(2);
    }

    @Test
    void givesUpOnADownloadThatAlwaysBreaks() {
        ArtifactFolder folder = artifacts(new byte[1 << 20]);
        proxy.always("f.bin", new Fault.Truncated());

        assertThatThrownBy(() -> client.artifacts().download(folder, "f.bin", ByteArrayOutputStream::new))
                .isInstanceOf(MlflowException.Unavailable.class)
                .hasMessageContaining("f.bin");
        assertThat(proxy.count("f.bin")).isEqualTo(5);
    }

    @Test
    void repeatsAnUpload() throws IOException {
        ArtifactFolder folder = artifacts(new byte[0]);
        proxy.next("f.bin", Fault.errorAfterCommit(), new Fault.ResetAfter(), Fault.status(502));

        client.artifacts().upload(folder, "f.bin", "content".getBytes(UTF_8));

        ByteArrayOutputStream received = new ByteArrayOutputStream();
        direct.artifacts().download(folder, "f.bin", () -> received);
        assertThat(received).hasToString("content");
    }

    @Test
    void readsPagesThatShiftAndEndlessPages() {
        IntStream.range(0, 3).forEach(i -> direct.registry()
                .createVersion(new NewVersion(model, "s3://bucket/model", null, null, Map.of())));
        String page = "{\"model_versions\":[{\"name\":\"m\",\"version\":\"1\"},{\"name\":\"m\",\"version\":\"2\"}],"
                + "\"next_page_token\":\"again\"}";
        proxy.always("model-versions/search", new Fault.Answer(200, Map.of(), page));

        assertThat(client.registry().searchVersions(Filter.attribute("name", "m"), 1000))
                .hasSize(2);
        assertThat(proxy.count("model-versions/search")).isEqualTo(2);
    }

    @Test
    void refusesAListingThatNamesFilesElsewhere() {
        for (String name : List.of("../../etc/passwd", "/etc/passwd", "..", "a/b", "a\\\\b")) {
            proxy.always(
                    "mlflow-artifacts/artifacts",
                    new Fault.Answer(200, Map.of(), "{\"files\":[{\"path\":\"" + name + "\",\"is_dir\":false}]}"));

            assertThatThrownBy(() -> client.artifacts().files(new ArtifactFolder("1/x")))
                    .as(name)
                    .isInstanceOf(MlflowException.Protocol.class);
        }
    }

    private ArtifactFolder artifacts(byte[] content) {
        String experiment = direct.tracking().createExperiment(model);
        Run run = direct.tracking().createRun(experiment, null, Instant.now(), Map.of());
        ArtifactFolder folder = direct.artifacts().of(run);
        direct.artifacts().upload(folder, "f.bin", content);
        return folder;
    }

    private ModelVersion version() {
        return version(client);
    }

    private ModelVersion version(MlflowClient through) {
        return through.registry().createVersion(new NewVersion(model, "s3://bucket/model", null, null, Map.of()));
    }
}
