package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrackingIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_795_000_000_123L);

    @ParameterizedTest
    @EnumSource(Major.class)
    void tellsTheVersionAndThatTheApiWorks(Major major) {
        assertThat(MlflowServer.shared(major).client().check().major()).isEqualTo(major == Major.V3 ? 3 : 2);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void createsAnExperimentOnceAndFindsItByName(Major major) {
        Tracking tracking = tracking(major);
        String name = name("Größe & 🚀 (1.0)");

        String id = tracking.createExperiment(name);

        assertThat(tracking.getExperiment(name))
                .returns(id, Experiment::id)
                .returns(name, Experiment::name)
                .returns(false, Experiment::deleted);
        assertThatThrownBy(() -> tracking.createExperiment(name)).isInstanceOf(MlflowException.AlreadyExists.class);
        assertThat(MlflowClient.ifFound(() -> tracking.getExperiment(name + "?")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void followsARunFromItsStartToItsEndDeletionAndReturn(Major major) {
        Tracking tracking = tracking(major);
        String experiment = tracking.createExperiment(name("life"));

        Run run = tracking.createRun(experiment, "first ü", NOW, Map.of("a.b/c", "x 'y' \"z\""));
        assertThat(run)
                .returns("first ü", Run::name)
                .returns(RunStatus.RUNNING, Run::status)
                .returns(NOW, Run::start)
                .returns(null, Run::end)
                .returns(experiment, Run::experimentId);
        assertThat(run.tags()).containsEntry("a.b/c", "x 'y' \"z\"");

        tracking.updateRun(run.id(), RunStatus.FINISHED, NOW.plusSeconds(5));
        assertThat(tracking.getRun(run.id()))
                .returns(RunStatus.FINISHED, Run::status)
                .returns(NOW.plusSeconds(5), Run::end)
                .returns(false, Run::deleted);

        tracking.deleteRun(run.id());
        tracking.deleteRun(run.id());
        assertThat(tracking.getRun(run.id()).deleted()).isTrue();
        assertThat(tracking.searchRuns(List.of(experiment), Filter.ALL, 10)).isEmpty();
        assertThatThrownBy(() -> tracking.setRunTag(run.id(), "k", "v"))
                .isInstanceOf(MlflowException.InvalidRequest.class)
                .hasMessageContaining("active");

        tracking.restoreRun(run.id());
        assertThat(tracking.getRun(run.id()).deleted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void saysThatARunIsNotThere(Major major) {
        String id = UUID.randomUUID().toString().replace("-", "");

        assertThatThrownBy(() -> tracking(major).getRun(id))
                .isInstanceOf(MlflowException.NotFound.class)
                .hasMessageContaining(id)
                .hasMessageContaining("GET /api/2.0/mlflow/runs/get")
                .hasMessageContaining(MlflowServer.shared(major).uri().toString());
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void logsMoreThanOneCallTakesAndTheSameAgainChangesNothing(Major major) {
        Tracking tracking = tracking(major);
        Run run = tracking.createRun(tracking.createExperiment(name("batch")), null, NOW, Map.of());
        List<MetricPoint> metrics = IntStream.range(0, 2100)
                .mapToObj(i -> new MetricPoint("metric/" + i % 700, i / 7.0, NOW.plusMillis(i), i))
                .toList();
        Map<String, String> params = numbered("param ", 230);
        Map<String, String> tags = numbered("tag:", 150);

        tracking.logBatch(run.id(), metrics, params, tags);
        tracking.logBatch(run.id(), metrics, params, tags);

        Run logged = tracking.getRun(run.id());
        assertThat(logged.params()).isEqualTo(params);
        assertThat(logged.tags()).containsAllEntriesOf(tags);
        assertThat(logged.metrics()).hasSize(700).containsEntry("metric/699", metrics.get(2099));
        assertThat(tracking.history(run.id(), "metric/0"))
                .containsExactlyInAnyOrder(metrics.get(0), metrics.get(700), metrics.get(1400));
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void keepsNanAndKnowsItAgain(Major major) {
        Tracking tracking = tracking(major);
        Run run = tracking.createRun(tracking.createExperiment(name("nan")), null, NOW, Map.of());
        MetricPoint nan = new MetricPoint("rmse", Double.NaN, NOW, 0);
        MetricPoint later = new MetricPoint("rmse", Double.NEGATIVE_INFINITY, NOW, 1);
        MetricPoint last = new MetricPoint("rmse", 0.1, NOW, 2);

        tracking.logBatch(run.id(), List.of(nan, later), Map.of("p", "1"), Map.of());
        tracking.logBatch(run.id(), List.of(nan, later, last), Map.of("p", "1"), Map.of("t", "1"));

        assertThat(tracking.history(run.id(), "rmse")).containsExactlyInAnyOrder(nan, later.asKept(), last);
        assertThat(tracking.getRun(run.id()).tags()).containsEntry("t", "1");
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void refusesAnotherValueForAParameter(Major major) {
        Tracking tracking = tracking(major);
        Run run = tracking.createRun(tracking.createExperiment(name("once")), null, NOW, Map.of());
        tracking.logBatch(run.id(), List.of(), Map.of("lr", "0.1"), Map.of());

        assertThatThrownBy(() -> tracking.logBatch(run.id(), List.of(), Map.of("lr", "0.2"), Map.of()))
                .isInstanceOf(MlflowException.InvalidRequest.class)
                .hasMessageContaining("lr");
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void keepsWhatIsJustAsLongAsMayBe(Major major) {
        Tracking tracking = tracking(major);
        String param = "ä".repeat(5998) + "🚀".repeat(2);
        String tag = "t".repeat(8000);
        String key = "k".repeat(250);
        Run run = tracking.createRun(tracking.createExperiment(name("long")), null, NOW, Map.of());

        tracking.logBatch(run.id(), List.of(), Map.of(key, param), Map.of(key, tag));

        Run logged = tracking.getRun(run.id());
        assertThat(logged.params()).containsEntry(key, param);
        assertThat(logged.tags()).containsEntry(key, tag);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void setsAndTakesAwayATag(Major major) {
        Tracking tracking = tracking(major);
        Run run = tracking.createRun(tracking.createExperiment(name("tag")), null, NOW, Map.of());

        tracking.setRunTag(run.id(), "state", "one");
        tracking.setRunTag(run.id(), "state", "two");
        assertThat(tracking.getRun(run.id()).tags()).containsEntry("state", "two");

        tracking.deleteRunTag(run.id(), "state");
        tracking.deleteRunTag(run.id(), "state");
        assertThat(tracking.getRun(run.id()).tags()).doesNotContainKey("state");
        assertThatThrownBy(() -> tracking.deleteRunTag("0123456789abcdef0123456789abcdef", "state"))
                .isInstanceOf(MlflowException.NotFound.class);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void findsRunsByTagParameterAndDvcHash(Major major) {
        Tracking tracking = tracking(major);
        String experiment = tracking.createExperiment(name("search"));
        String digest = "0123456789abcdef0123456789abcdef.dir";
        DatasetInput input = new DatasetInput("data/Größe", digest, "dvc", "{\"path\":\"data\"}", "training");
        Run run = tracking.createRun(experiment, null, NOW, Map.of("model-gate.candidate", "it's"));
        tracking.createRun(experiment, null, NOW, Map.of("model-gate.candidate", "other"));
        tracking.logBatch(run.id(), List.of(), Map.of("train.lr", "0.1"), Map.of());

        tracking.logInputs(run.id(), List.of(input));
        tracking.logInputs(run.id(), List.of(input));

        assertThat(tracking.getRun(run.id()).inputs()).containsExactly(input);
        for (Filter filter : List.of(
                Filter.tag("model-gate.candidate", "it's"),
                Filter.param("train.lr", "0.1"),
                Filter.dataset(digest),
                Filter.tag("model-gate.candidate", "it's").and(Filter.param("train.lr", "0.1")))) {
            assertThat(tracking.searchRuns(List.of(experiment), filter, 10))
                    .as("%s", filter)
                    .extracting(Run::id)
                    .containsExactly(run.id());
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void readsAllPagesOfRuns(Major major) {
        Tracking tracking = tracking(major);
        String experiment = tracking.createExperiment(name("pages"));
        List<String> ids = IntStream.range(0, 203)
                .mapToObj(i -> tracking.createRun(experiment, "r" + i, NOW.plusSeconds(i), Map.of())
                        .id())
                .toList();

        assertThat(tracking.searchRuns(List.of(experiment), Filter.ALL, 1000))
                .extracting(Run::id)
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(tracking.searchRuns(List.of(experiment), Filter.ALL, 201))
                .hasSize(201)
                .first()
                .returns("r202", Run::name);
    }

    @Test
    void logsAModelTagsItFinishesItAndTiesItToItsRun() {
        Tracking tracking = tracking(Major.V3);
        String experiment = tracking.createExperiment(name("logged"));
        Run run = tracking.createRun(experiment, null, NOW, Map.of());

        LoggedModel model = tracking.createLoggedModel(
                experiment, "clf", run.id(), Map.of("depth", "3"), Map.of("model-gate.candidate", "c1"));
        assertThat(model.ready()).isFalse();
        tracking.finishLoggedModel(model.id(), true);
        tracking.setLoggedModelTags(model.id(), Map.of("more", "ü"));
        tracking.logOutput(run.id(), model.id());
        tracking.logOutput(run.id(), model.id());

        assertThat(tracking.getLoggedModel(model.id()))
                .returns(true, LoggedModel::ready)
                .returns(run.id(), LoggedModel::sourceRunId)
                .returns(Map.of("depth", "3"), LoggedModel::params)
                .returns(Map.of("model-gate.candidate", "c1", "more", "ü"), LoggedModel::tags);
        assertThat(tracking.getRun(run.id()).outputs()).containsExactly(model.id());
        assertThat(tracking.searchLoggedModels(List.of(experiment), Filter.tag("model-gate.candidate", "c1"), 10))
                .extracting(LoggedModel::id)
                .containsExactly(model.id());
        assertThatThrownBy(() -> tracking.getLoggedModel("m-" + "0".repeat(32)))
                .isInstanceOf(MlflowException.NotFound.class);
    }

    @Test
    void readsAllPagesOfLoggedModels() {
        Tracking tracking = tracking(Major.V3);
        String experiment = tracking.createExperiment(name("logged pages"));
        IntStream.range(0, 52).forEach(i -> tracking.createLoggedModel(experiment, "m" + i, null, Map.of(), Map.of()));

        assertThat(tracking.searchLoggedModels(List.of(experiment), Filter.ALL, 100))
                .hasSize(52);
    }

    @Test
    void saysThatMlflow2HasNoLoggedModels() {
        assertThatThrownBy(() -> tracking(Major.V2).getLoggedModel("m-1"))
                .isInstanceOf(MlflowException.Protocol.class)
                .hasMessageContaining("new enough");
    }

    private static Tracking tracking(Major major) {
        return MlflowServer.shared(major).client().tracking();
    }

    private static String name(String what) {
        return what + " " + UUID.randomUUID();
    }

    private static Map<String, String> numbered(String prefix, int count) {
        Map<String, String> map = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> map.put(prefix + i, "value " + i));
        return map;
    }
}
