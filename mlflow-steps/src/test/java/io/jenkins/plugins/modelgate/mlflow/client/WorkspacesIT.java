package io.jenkins.plugins.modelgate.mlflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkspacesIT {
    @Test
    void keepsToItsWorkspace(@TempDir Path temp) throws Exception {
        try (MlflowServer server = MlflowServer.start(Major.V3, temp, Map.of(), "--enable-workspaces")) {
            create(server.uri(), "team-a");
            create(server.uri(), "team-b");
            MlflowClient teamA = client(server, "team-a");
            MlflowClient teamB = client(server, "team-b");
            MlflowClient nobody = server.client();

            teamA.check();
            teamA.registry().createModel("m", "of a", Map.of());
            teamB.registry().createModel("m", "of b", Map.of());
            String experiment = teamA.tracking().createExperiment("e");
            Run run = teamA.tracking().createRun(experiment, null, Instant.now(), Map.of());
            teamA.artifacts().upload(teamA.artifacts().of(run), "model/f", "x".getBytes(UTF_8));
            ModelVersion version = teamA.registry()
                    .createVersion(new NewVersion("m", "runs:/" + run.id() + "/model", run.id(), null, Map.of()));

            assertThat(teamA.registry().getModel("m").description()).isEqualTo("of a");
            assertThat(teamB.registry().getModel("m").description()).isEqualTo("of b");
            assertThat(teamA.artifacts().files(teamA.artifacts().of(version)))
                    .extracting(ArtifactFile::path)
                    .containsExactly("f");
            assertThatThrownBy(() -> nobody.registry().getModel("m")).isInstanceOf(MlflowException.NotFound.class);
            assertThatThrownBy(() -> teamB.tracking().getRun(run.id())).isInstanceOf(MlflowException.NotFound.class);
            assertThat(client(server, "default").registry().searchModels(Filter.ALL, 10))
                    .isEqualTo(List.of());
            assertThatThrownBy(() -> client(server, "team-c").registry().getModel("m"))
                    .isInstanceOf(MlflowException.NotFound.class)
                    .hasMessageContaining("team-c");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesAWorkspaceWhereTheServerWouldIgnoreIt(Major major) {
        MlflowClient client = client(MlflowServer.shared(major), "team-a");

        assertThatThrownBy(() -> client.registry().createModel("for one team only", "", Map.of()))
                .isInstanceOf(MlflowException.Unsupported.class)
                .hasMessageContaining("team-a")
                .hasMessageContaining("--enable-workspaces");
        assertThat(MlflowClient.ifFound(
                        () -> MlflowServer.shared(major).client().registry().getModel("for one team only")))
                .isEmpty();
    }

    private static MlflowClient client(MlflowServer server, String workspace) {
        return new MlflowClient(ServerConfig.of(server.uri()).withWorkspace(workspace));
    }

    private static void create(URI server, String workspace) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/3.0/mlflow/workspaces"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + workspace + "\"}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 201);
    }
}
