package io.jenkins.plugins.modelgate.mlflow.client;

import static io.jenkins.plugins.modelgate.mlflow.client.Call.Service.TRACKING;
import static io.jenkins.plugins.modelgate.mlflow.client.Call.fields;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Experiments, runs and logged models. A method that creates throws {@link MlflowException.OutcomeUnknown} where it is
 * not known whether it did; all others may be repeated, and are.
 */
public final class Tracking {
    private static final int PAGE = 200;

    private final Transport transport;

    Tracking(Transport transport) {
        this.transport = transport;
    }

    /** The experiment of this name, even if it is deleted. */
    public Experiment getExperiment(String name) {
        Call call = TRACKING.get("experiments/get-by-name", Map.of("experiment_name", name));
        return transport.json(call, answer -> Wire.experiment(Wire.object(answer, "experiment")));
    }

    /** The experiment of this id, even if it is deleted. */
    public Experiment getExperimentById(String id) {
        Call call = TRACKING.get("experiments/get", Map.of("experiment_id", id));
        return transport.json(call, answer -> Wire.experiment(Wire.object(answer, "experiment")));
    }

    /** Creates an experiment, and gives its id. */
    public String createExperiment(String name) {
        Call call = TRACKING.create("experiments/create", Map.of("name", name));
        return transport.json(call, answer -> Wire.text(answer, "experiment_id"));
    }

    /**
     * Creates a run.
     *
     * @param name null for one that MLflow makes up
     */
    public Run createRun(String experimentId, @CheckForNull String name, Instant start, Map<String, String> tags) {
        tags.forEach(Limits::runTag);
        Call call = TRACKING.create(
                "runs/create",
                fields(
                        "experiment_id",
                        experimentId,
                        "run_name",
                        name,
                        "start_time",
                        start.toEpochMilli(),
                        "tags",
                        Wire.json(tags)));
        return transport.json(call, answer -> Wire.run(Wire.object(answer, "run")));
    }

    public Run getRun(String runId) {
        Call call = TRACKING.get("runs/get", Map.of("run_id", runId));
        return transport.json(call, answer -> Wire.run(Wire.object(answer, "run")));
    }

    /** Sets how the run goes, and when it ended: null while it goes on. */
    public void updateRun(String runId, RunStatus status, @CheckForNull Instant end) {
        transport.send(TRACKING.write(
                "POST",
                "runs/update",
                fields(
                        "run_id",
                        runId,
                        "status",
                        status.name(),
                        "end_time",
                        end == null ? null : (Object) end.toEpochMilli())));
    }

    /** Marks it as deleted. MLflow keeps it, and its files. */
    public void deleteRun(String runId) {
        transport.send(TRACKING.write("POST", "runs/delete", Map.of("run_id", runId)));
    }

    public void restoreRun(String runId) {
        transport.send(TRACKING.write("POST", "runs/restore", Map.of("run_id", runId)));
    }

    /**
     * The first {@code most} runs that are not deleted, the newest first.
     *
     * @param experimentIds at least one: for none, MLflow finds nothing
     */
    public List<Run> searchRuns(Collection<String> experimentIds, Filter filter, int most) {
        if (experimentIds.isEmpty()) {
            throw new MlflowException.InvalidRequest("A search for runs needs at least one experiment");
        }
        return Pages.upTo(
                most,
                token -> {
                    Call call = TRACKING.write(
                            "POST",
                            "runs/search",
                            fields(
                                    "experiment_ids",
                                    experimentIds,
                                    "filter",
                                    Wire.present(filter.toString()),
                                    "max_results",
                                    Math.min(most, PAGE),
                                    "order_by",
                                    List.of("attributes.start_time DESC"),
                                    "page_token",
                                    Wire.present(token)));
                    return transport.json(call, answer -> Pages.Page.read(answer, "runs", Wire::run));
                },
                Run::id);
    }

    /**
     * Logs metrics, parameters and tags, in as many calls as MLflow's limits need: parameters and tags first. Each call is
     * stored whole or not at all. The same again changes nothing; another value for a parameter is refused.
     */
    public void logBatch(
            String runId, List<MetricPoint> metrics, Map<String, String> params, Map<String, String> tags) {
        params.forEach(Limits::param);
        tags.forEach(Limits::runTag);
        metrics.forEach(metric -> Limits.metric(metric.key()));
        for (Batch batch : Batch.split(metrics, params, tags)) {
            log(runId, batch);
        }
    }

    private void log(String runId, Batch batch) {
        try {
            send(runId, batch);
        } catch (MlflowException.Conflict e) {
            // MLflow 2 does not recognise a NaN that it already has: send what it has not.
            Set<MetricPoint> known = new HashSet<>();
            batch.metricKeys().forEach(key -> known.addAll(history(runId, key)));
            List<MetricPoint> missing = batch.metrics().stream()
                    .filter(point -> !known.contains(point.asKept()))
                    .toList();
            if (missing.size() == batch.metrics().size()) {
                throw e;
            }
            send(runId, new Batch(missing, Map.of(), Map.of()));
        }
    }

    private void send(String runId, Batch batch) {
        transport.send(TRACKING.write(
                "POST",
                "runs/log-batch",
                Map.of(
                        "run_id",
                        runId,
                        "metrics",
                        batch.metrics().stream().map(Wire::json).toList(),
                        "params",
                        Wire.json(batch.params()),
                        "tags",
                        Wire.json(batch.tags()))));
    }

    /** All points of a metric. */
    public List<MetricPoint> history(String runId, String metric) {
        Call call = TRACKING.get("metrics/get-history", Map.of("run_id", runId, "metric_key", metric));
        return transport.json(call, answer -> Wire.list(answer.path("metrics"), Wire::metric));
    }

    public void setRunTag(String runId, String key, String value) {
        Limits.runTag(key, value);
        transport.send(TRACKING.write("POST", "runs/set-tag", Map.of("run_id", runId, "key", key, "value", value)));
    }

    /** Takes the tag away if it is there. */
    public void deleteRunTag(String runId, String key) {
        try {
            transport.send(TRACKING.write("POST", "runs/delete-tag", Map.of("run_id", runId, "key", key)));
        } catch (MlflowException.NotFound e) {
            // Of a run that is not there, getRun says so; of a tag that is not there, this is what was wanted.
            getRun(runId);
        }
    }

    /** Says which data sets the run used. The same again changes nothing. */
    public void logInputs(String runId, List<DatasetInput> inputs) {
        inputs.forEach(Limits::dataset);
        transport.send(TRACKING.write(
                "POST",
                "runs/log-inputs",
                Map.of(
                        "run_id",
                        runId,
                        "datasets",
                        inputs.stream().map(Wire::json).toList())));
    }

    /** Says which logged model the run made (MLflow 3). The same again changes nothing. */
    public void logOutput(String runId, String loggedModelId) {
        if (getRun(runId).outputs().contains(loggedModelId)) {
            return;
        }
        try {
            transport.send(TRACKING.write(
                    "POST",
                    "runs/outputs",
                    Map.of("run_id", runId, "models", List.of(Map.of("model_id", loggedModelId, "step", 0)))));
        } catch (MlflowException.Conflict e) {
            if (!getRun(runId).outputs().contains(loggedModelId)) {
                throw e;
            }
        }
    }

    /** Creates a logged model, which is to be finished when its files are there (MLflow 3). */
    public LoggedModel createLoggedModel(
            String experimentId,
            String name,
            @CheckForNull String sourceRunId,
            Map<String, String> params,
            Map<String, String> tags) {
        Call call = TRACKING.create(
                "logged-models",
                fields(
                        "experiment_id",
                        experimentId,
                        "name",
                        name,
                        "source_run_id",
                        sourceRunId,
                        "params",
                        Wire.json(params),
                        "tags",
                        Wire.json(tags)));
        return transport.json(call, answer -> Wire.loggedModel(Wire.object(answer, "model")));
    }

    public LoggedModel getLoggedModel(String id) {
        Call call = TRACKING.get("logged-models/" + ArtifactPath.encodedName(id), Map.of());
        return transport.json(call, answer -> Wire.loggedModel(Wire.object(answer, "model")));
    }

    /** Marks it as ready, or as failed. */
    public void finishLoggedModel(String id, boolean ready) {
        String status = ready ? "LOGGED_MODEL_READY" : "LOGGED_MODEL_UPLOAD_FAILED";
        transport.send(TRACKING.write(
                "PATCH", "logged-models/" + ArtifactPath.encodedName(id), Map.of("model_id", id, "status", status)));
    }

    public void setLoggedModelTags(String id, Map<String, String> tags) {
        transport.send(TRACKING.write(
                "PATCH",
                "logged-models/" + ArtifactPath.encodedName(id) + "/tags",
                Map.of("model_id", id, "tags", Wire.json(tags))));
    }

    /** The first {@code most} logged models of the experiments (MLflow 3). */
    public List<LoggedModel> searchLoggedModels(Collection<String> experimentIds, Filter filter, int most) {
        return Pages.upTo(
                most,
                token -> {
                    Call call = TRACKING.write(
                            "POST",
                            "logged-models/search",
                            fields(
                                    "experiment_ids",
                                    experimentIds,
                                    "filter",
                                    Wire.present(filter.toString()),
                                    "max_results",
                                    Math.min(most, 50),
                                    "page_token",
                                    Wire.present(token)));
                    return transport.json(call, answer -> Pages.Page.read(answer, "models", Wire::loggedModel));
                },
                LoggedModel::id);
    }
}
