package io.jenkins.plugins.modelgate.mlflow.client;

import static io.jenkins.plugins.modelgate.mlflow.client.Call.Service.REGISTRY;
import static io.jenkins.plugins.modelgate.mlflow.client.Call.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Registered models, their versions and aliases. A method that creates throws {@link MlflowException.OutcomeUnknown}
 * where it is not known whether it did; all others may be repeated, and are.
 */
public final class Registry {
    private static final int PAGE = 200;

    private final Transport transport;

    Registry(Transport transport) {
        this.transport = transport;
    }

    /** Creates a registered model; {@link MlflowException.AlreadyExists} if there is one of that name. */
    public void createModel(String model, String description, Map<String, String> tags) {
        Limits.modelName(model);
        Limits.tags(tags);
        transport.send(REGISTRY.create(
                "registered-models/create",
                Map.of("name", model, "description", description, "tags", Wire.json(tags))));
    }

    public RegisteredModel getModel(String model) {
        Call call = REGISTRY.get("registered-models/get", Map.of("name", model));
        return transport.json(call, answer -> Wire.registeredModel(Wire.object(answer, "registered_model")));
    }

    /** The first {@code most} registered models, with their aliases, by name. */
    public List<RegisteredModel> searchModels(Filter filter, int most) {
        return Pages.upTo(
                most,
                token -> transport.json(
                        REGISTRY.get("registered-models/search", query(filter, most, "name ASC", token)),
                        answer -> Pages.Page.read(answer, "registered_models", Wire::registeredModel)),
                RegisteredModel::name);
    }

    public void setModelTag(String model, String key, String value) {
        Limits.tags(Map.of(key, value));
        transport.send(
                REGISTRY.write("POST", "registered-models/set-tag", Map.of("name", model, "key", key, "value", value)));
    }

    public ModelVersion createVersion(NewVersion version) {
        Limits.tags(version.tags());
        Call call = REGISTRY.create(
                "model-versions/create",
                fields(
                        "name",
                        version.model(),
                        "source",
                        version.source(),
                        "run_id",
                        version.runId(),
                        "model_id",
                        version.loggedModelId(),
                        "tags",
                        Wire.json(version.tags())));
        return transport.json(call, Registry::version);
    }

    /** The version with its aliases. */
    public ModelVersion getVersion(String model, String version) {
        Call call = REGISTRY.get("model-versions/get", Map.of("name", model, "version", version));
        return transport.json(call, Registry::version);
    }

    /** The first {@code most} versions, without their aliases, the highest number first. */
    public List<ModelVersion> searchVersions(Filter filter, int most) {
        return Pages.upTo(
                most,
                token -> transport.json(
                        REGISTRY.get("model-versions/search", query(filter, most, "version_number DESC", token)),
                        answer -> Pages.Page.read(answer, "model_versions", Wire::modelVersion)),
                version -> List.of(version.model(), version.version()));
    }

    public void setVersionTag(String model, String version, String key, String value) {
        Limits.tags(Map.of(key, value));
        transport.send(REGISTRY.write(
                "POST",
                "model-versions/set-tag",
                Map.of("name", model, "version", version, "key", key, "value", value)));
    }

    /** Takes the tag away if it is there. */
    public void deleteVersionTag(String model, String version, String key) {
        transport.send(REGISTRY.write(
                "DELETE", "model-versions/delete-tag", Map.of("name", model, "version", version, "key", key)));
    }

    /**
     * Moves the version to a legacy stage.
     *
     * @param archiveOthers whether the versions that are in that stage are archived in the same transaction
     */
    public void setStage(String model, String version, Stage stage, boolean archiveOthers) {
        transport.send(REGISTRY.write(
                "POST",
                "model-versions/transition-stage",
                Map.of(
                        "name",
                        model,
                        "version",
                        version,
                        "stage",
                        stage.word(),
                        "archive_existing_versions",
                        archiveOthers)));
    }

    /** Deletes the version for ever; its number is not used again. MLflow 2 keeps its aliases, which then lead nowhere. */
    public void deleteVersion(String model, String version) {
        transport.send(REGISTRY.write("DELETE", "model-versions/delete", Map.of("name", model, "version", version)));
    }

    /** Where MLflow says that the version's files are; see {@link Artifacts#of(ModelVersion)}. */
    String downloadUri(String model, String version) {
        Call call = REGISTRY.get("model-versions/get-download-uri", Map.of("name", model, "version", version));
        return transport.json(call, answer -> Wire.text(answer, "artifact_uri"));
    }

    /** Points the alias to the version, wherever it pointed before: the last writer wins. */
    public void setAlias(String model, String alias, String version) {
        Limits.alias(alias);
        transport.send(REGISTRY.write(
                "POST", "registered-models/alias", Map.of("name", model, "alias", alias, "version", version)));
    }

    /** The version that the alias points to; {@link MlflowException.NotFound} if there is none. */
    public ModelVersion getByAlias(String model, String alias) {
        Call call = REGISTRY.get("registered-models/alias", Map.of("name", model, "alias", alias));
        return transport.json(call, Registry::version);
    }

    /** Takes the alias away if it is there. */
    public void deleteAlias(String model, String alias) {
        transport.send(REGISTRY.write("DELETE", "registered-models/alias", Map.of("name", model, "alias", alias)));
    }

    private static ModelVersion version(JsonNode answer) {
        return Wire.modelVersion(Wire.object(answer, "model_version"));
    }

    private static Map<String, String> query(Filter filter, int most, String order, String token) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("filter", filter.toString());
        query.put("max_results", String.valueOf(Math.min(most, PAGE)));
        query.put("order_by", order);
        if (!token.isEmpty()) {
            query.put("page_token", token);
        }
        return query;
    }
}
