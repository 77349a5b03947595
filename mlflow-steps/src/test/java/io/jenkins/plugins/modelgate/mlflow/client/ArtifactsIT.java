package io.jenkins.plugins.modelgate.mlflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArtifactsIT {
    @ParameterizedTest
    @EnumSource(Major.class)
    void sendsListsAndReceivesFilesUnderOddNames(Major major) throws IOException {
        MlflowClient client = MlflowServer.shared(major).client();
        ArtifactFolder folder = client.artifacts().of(run(client));
        List<String> names = List.of(
                ".hidden",
                "a+b & c=d.txt",
                "deep/er/ü ß.txt",
                "deep/x'y\"z",
                "empty",
                "model.bin",
                "per%zent",
                "qu?ery;x",
                "🚀/日本");
        for (String name : names) {
            client.artifacts().upload(folder, name, name.equals("empty") ? new byte[0] : name.getBytes(UTF_8));
        }

        assertThat(client.artifacts().files(folder))
                .extracting(ArtifactFile::path)
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(client.artifacts().files(folder))
                .filteredOn(file -> file.path().equals("model.bin"))
                .containsExactly(new ArtifactFile("model.bin", false, 9));
        assertThat(client.artifacts().list(folder))
                .contains(new ArtifactFile("deep", true, -1), new ArtifactFile("empty", false, -1));
        for (String name : names) {
            assertThat(new String(content(client, folder, name), UTF_8)).isEqualTo(name.equals("empty") ? "" : name);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void replacesAFile(Major major) throws IOException {
        MlflowClient client = MlflowServer.shared(major).client();
        ArtifactFolder folder = client.artifacts().of(run(client));

        client.artifacts().upload(folder, "f", "longer than the next".getBytes(UTF_8));
        client.artifacts().upload(folder, "f", "short".getBytes(UTF_8));

        assertThat(content(client, folder, "f")).asString(UTF_8).isEqualTo("short");
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void sendsAndReceivesALargeFile(Major major, @TempDir Path temp) throws IOException {
        MlflowClient client = MlflowServer.shared(major).client();
        ArtifactFolder folder = client.artifacts().of(run(client));
        Path sent = temp.resolve("sent");
        Path received = temp.resolve("received");
        Random random = new Random(1);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(sent)) {
            for (int i = 0; i < 80; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }

        client.artifacts().upload(folder, "large.bin", sent);
        client.artifacts().download(folder, "large.bin", () -> Files.newOutputStream(received));

        assertThat(Files.mismatch(sent, received)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void saysThatAFileIsNotThereAndLeavesTheSinkAlone(Major major) {
        MlflowClient client = MlflowServer.shared(major).client();
        ArtifactFolder folder = client.artifacts().of(run(client));

        assertThatThrownBy(() -> client.artifacts().download(folder, "nope", () -> {
                    throw new AssertionError("opened");
                }))
                .isInstanceOf(MlflowException.NotFound.class)
                .hasMessageContaining("nope");
        assertThat(client.artifacts().files(folder)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void givesTheFailureOfOurOwnDiskAsItIs(Major major) {
        MlflowClient client = MlflowServer.shared(major).client();
        ArtifactFolder folder = client.artifacts().of(run(client));
        client.artifacts().upload(folder, "f", "content".getBytes(UTF_8));

        assertThatThrownBy(() -> client.artifacts().download(folder, "f", () -> {
                    throw new IOException("disk is full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk is full");
        assertThatThrownBy(() -> client.artifacts().download(folder, "f", FullDisk::new))
                .isInstanceOf(IOException.class)
                .hasMessage("disk got full");
        assertThatThrownBy(() -> client.artifacts().upload(folder, "g", Path.of("no such file")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesPathsThatLeaveTheFolder(Major major) {
        MlflowClient client = MlflowServer.shared(major).client();
        ArtifactFolder folder = client.artifacts().of(run(client));

        for (String path : List.of("../x", "a/../x", "/x", "a//b", ".", "", "a/", "a\\..\\b", "%2e%2e/x", "a#b")) {
            assertThatThrownBy(() -> client.artifacts().upload(folder, path, new byte[1]))
                    .as(path)
                    .isInstanceOf(MlflowException.InvalidRequest.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void findsTheFilesOfAVersionOfARun(Major major) throws IOException {
        MlflowClient client = MlflowServer.shared(major).client();
        Run run = run(client);
        client.artifacts().upload(client.artifacts().of(run), "model/MLmodel", "x".getBytes(UTF_8));

        for (String source : List.of("runs:/" + run.id() + "/model", run.artifactUri() + "/model")) {
            ModelVersion version = version(client, source, run.id(), null);

            ArtifactFolder folder = client.artifacts().of(version);

            assertThat(client.artifacts().files(folder)).containsExactly(new ArtifactFile("MLmodel", false, 1));
            assertThat(content(client, folder, "MLmodel")).asString(UTF_8).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void findsTheFilesOfAVersionThatIsACopyOfAnother(Major major) {
        MlflowClient client = MlflowServer.shared(major).client();
        Run run = run(client);
        client.artifacts().upload(client.artifacts().of(run), "model/MLmodel", "x".getBytes(UTF_8));
        ModelVersion original = version(client, "runs:/" + run.id() + "/model", run.id(), null);

        ModelVersion copy = version(client, "models:/" + original.model() + "/" + original.version(), run.id(), null);

        assertThat(client.artifacts().files(client.artifacts().of(copy)))
                .extracting(ArtifactFile::path)
                .containsExactly("MLmodel");
    }

    @Test
    void findsTheFilesOfALoggedModelByEachOfItsNames() {
        MlflowClient client = MlflowServer.shared(Major.V3).client();
        Run run = run(client);
        LoggedModel model =
                client.tracking().createLoggedModel(run.experimentId(), "clf", run.id(), Map.of(), Map.of());
        client.artifacts().upload(client.artifacts().of(model), "MLmodel", "x".getBytes(UTF_8));
        client.tracking().finishLoggedModel(model.id(), true);
        client.tracking().logOutput(run.id(), model.id());

        for (ModelVersion version : List.of(
                version(client, "models:/" + model.id(), null, model.id()),
                version(client, "runs:/" + run.id() + "/clf", run.id(), null))) {
            assertThat(client.artifacts().files(client.artifacts().of(version)))
                    .as(version.source())
                    .extracting(ArtifactFile::path)
                    .containsExactly("MLmodel");
        }
        assertThat(client.registry().searchVersions(Filter.attribute("source_path", "models:/" + model.id()), 10))
                .allSatisfy(version -> assertThat(version.loggedModelId()).isEqualTo(model.id()))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesFilesThatTheServerDoesNotServe(Major major) {
        MlflowClient client = MlflowServer.shared(major).client();
        Run run = run(client);

        // MLflow 3 refuses the other host itself.
        List<String> sources = List.of("s3://bucket/path/model", "mlflow-artifacts://evil.example.org/1/x");
        for (String source : sources.subList(0, major == Major.V3 ? 1 : 2)) {
            ModelVersion version = version(client, source, run.id(), null);
            assertThatThrownBy(() -> client.artifacts().of(version))
                    .as(source)
                    .isInstanceOf(MlflowException.Unsupported.class)
                    .hasMessageContaining(source)
                    .hasMessageContaining("--serve-artifacts");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void saysWhatToDoWhereTheServerServesNoFiles(Major major, @TempDir Path temp) throws IOException {
        try (MlflowServer server = MlflowServer.start(
                major, temp, Map.of(), "--no-serve-artifacts", "--default-artifact-root", "s3://bucket/root")) {
            MlflowClient client = server.client();
            Run run = run(client);

            assertThatThrownBy(() -> client.artifacts().of(run))
                    .isInstanceOf(MlflowException.Unsupported.class)
                    .hasMessageContaining("s3://bucket/root")
                    .hasMessageContaining("--serve-artifacts");
            ArtifactFolder guessed = new ArtifactFolder("1/x");
            assertThatThrownBy(() -> client.artifacts().upload(guessed, "f", new byte[1]))
                    .isInstanceOf(MlflowException.Unsupported.class)
                    .hasMessageContaining("--serve-artifacts");
            assertThatThrownBy(() -> client.artifacts().list(guessed)).isInstanceOf(MlflowException.Unsupported.class);
        }
    }

    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("disk got full");
        }
    }

    private static Run run(MlflowClient client) {
        String experiment = client.tracking().createExperiment("artifacts " + UUID.randomUUID());
        return client.tracking().createRun(experiment, null, Instant.now(), Map.of());
    }

    private static ModelVersion version(MlflowClient client, String source, String runId, String loggedModelId) {
        String model = "artifacts ü " + UUID.randomUUID();
        client.registry().createModel(model, "", Map.of());
        return client.registry().createVersion(new NewVersion(model, source, runId, loggedModelId, Map.of()));
    }

    private static byte[] content(MlflowClient client, ArtifactFolder folder, String path) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        client.artifacts().download(folder, path, () -> {
            content.reset();
            return content;
        });
        return content.toByteArray();
    }
}
