package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mlflow.api.proto.ModelRegistry;
import org.mlflow.api.proto.Service;

/** MLflow's own Java client is the independent reader: what we write, it reads. */
class OfficialClientIT {
    private static final Instant START = Instant.ofEpochMilli(1_795_000_000_123L);

    @ParameterizedTest
    @EnumSource(Major.class)
    void readsTheRunsThatWeWrite(Major major) {
        MlflowServer server = MlflowServer.shared(major);
        Tracking tracking = server.client().tracking();
        String name = "official ü " + UUID.randomUUID();
        String experiment = tracking.createExperiment(name);
        Run run = tracking.createRun(experiment, "größe", START, Map.of("model-gate.candidate", "c'1"));
        tracking.logBatch(
                run.id(),
                List.of(new MetricPoint("test/rmse", 53.25, START, 3), new MetricPoint("nan", Double.NaN, START, 0)),
                Map.of("train.lr", "0.1", "text", "a \"b\" ü\n"),
                Map.of("state", "done"));
        tracking.updateRun(run.id(), RunStatus.FINISHED, START.plusSeconds(9));

        try (org.mlflow.tracking.MlflowClient official =
                new org.mlflow.tracking.MlflowClient(server.uri().toString())) {
            assertThat(official.getExperimentByName(name).orElseThrow().getExperimentId())
                    .isEqualTo(experiment);
            Service.Run read = official.getRun(run.id());
            assertThat(read.getInfo().getRunName()).isEqualTo("größe");
            assertThat(read.getInfo().getStatus()).isEqualTo(Service.RunStatus.FINISHED);
            assertThat(read.getInfo().getStartTime()).isEqualTo(START.toEpochMilli());
            assertThat(read.getInfo().getEndTime())
                    .isEqualTo(START.plusSeconds(9).toEpochMilli());
            assertThat(read.getInfo().getArtifactUri()).isEqualTo(run.artifactUri());
            assertThat(read.getData().getParamsList())
                    .extracting(Service.Param::getKey, Service.Param::getValue)
                    .containsExactlyInAnyOrder(tuple("train.lr", "0.1"), tuple("text", "a \"b\" ü\n"));
            assertThat(read.getData().getTagsList())
                    .extracting(Service.RunTag::getKey, Service.RunTag::getValue)
                    .contains(tuple("model-gate.candidate", "c'1"), tuple("state", "done"));
            assertThat(read.getData().getMetricsList())
                    .filteredOn(metric -> metric.getKey().equals("test/rmse"))
                    .singleElement()
                    .returns(53.25, Service.Metric::getValue)
                    .returns(3L, Service.Metric::getStep)
                    .returns(START.toEpochMilli(), Service.Metric::getTimestamp);
            assertThat(read.getData().getMetricsList())
                    .filteredOn(metric -> metric.getKey().equals("nan"))
                    .singleElement()
                    .satisfies(metric -> assertThat(metric.getValue()).isNaN());
            assertThat(official.searchRuns(
                                    List.of(experiment),
                                    "tags.`model-gate.candidate` = \"c'1\"",
                                    Service.ViewType.ACTIVE_ONLY,
                                    10)
                            .getItems())
                    .extracting(found -> found.getInfo().getRunId())
                    .containsExactly(run.id());
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void readsTheVersionsThatWeWrite(Major major) {
        MlflowServer server = MlflowServer.shared(major);
        MlflowClient ours = server.client();
        String model = "official ü.1 " + UUID.randomUUID();
        Run run = ours.tracking().createRun(ours.tracking().createExperiment(model), null, START, Map.of());
        ours.registry().createModel(model, "what for", Map.of("team", "x"));
        ours.registry()
                .createVersion(new NewVersion(
                        model, "runs:/" + run.id() + "/model", run.id(), null, Map.of("model-gate.data", "ab.dir")));
        ours.registry().setVersionTag(model, "1", "later", "ü");
        ours.registry().setAlias(model, "champion", "1");
        ours.registry().setStage(model, "1", Stage.PRODUCTION, true);

        try (org.mlflow.tracking.MlflowClient official =
                new org.mlflow.tracking.MlflowClient(server.uri().toString())) {
            assertThat(official.getRegisteredModel(model).getDescription()).isEqualTo("what for");
            ModelRegistry.ModelVersion version = official.getModelVersion(model, "1");
            assertThat(version.getRunId()).isEqualTo(run.id());
            assertThat(version.getSource()).isEqualTo("runs:/" + run.id() + "/model");
            assertThat(version.getCurrentStage()).isEqualTo("Production");
            assertThat(version.getAliasesList()).containsExactly("champion");
            assertThat(version.getTagsList())
                    .extracting(ModelRegistry.ModelVersionTag::getKey, ModelRegistry.ModelVersionTag::getValue)
                    .containsExactlyInAnyOrder(tuple("model-gate.data", "ab.dir"), tuple("later", "ü"));
            assertThat(official.getLatestVersions(model, List.of("Production")))
                    .extracting(ModelRegistry.ModelVersion::getVersion)
                    .containsExactly("1");
            assertThat(official.searchModelVersions("tags.`model-gate.data` = 'ab.dir'")
                            .getItems())
                    .extracting(ModelRegistry.ModelVersion::getName)
                    .contains(model);
        }
    }
}
