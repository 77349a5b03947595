package io.jenkins.plugins.modelgate.mlflow.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** MLflow's JSON and our records. A reader throws {@link IllegalArgumentException} for what MLflow would not say. */
final class Wire {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String CONTEXT = "mlflow.data.context";

    private Wire() {}

    static JsonNode read(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not expressible in JSON: " + e.getOriginalMessage(), e);
        }
    }

    static Experiment experiment(JsonNode node) {
        return new Experiment(
                text(node, "experiment_id"),
                text(node, "name"),
                textOr(node, "artifact_location", ""),
                deleted(node),
                pairs(node.path("tags")));
    }

    static Run run(JsonNode node) {
        JsonNode info = object(node, "info");
        JsonNode data = node.path("data");
        return new Run(
                text(info, "run_id"),
                text(info, "experiment_id"),
                textOr(info, "run_name", ""),
                RunStatus.valueOf(
                        textOr(info, "status", RunStatus.RUNNING.name()).toUpperCase(Locale.ROOT)),
                instant(info, "start_time"),
                instant(info, "end_time"),
                textOr(info, "artifact_uri", ""),
                textOr(info, "user_id", ""),
                deleted(info),
                metrics(data.path("metrics")),
                pairs(data.path("params")),
                pairs(data.path("tags")),
                list(node.path("inputs").path("dataset_inputs"), Wire::dataset),
                list(node.path("outputs").path("model_outputs"), output -> text(output, "model_id")));
    }

    static LoggedModel loggedModel(JsonNode node) {
        JsonNode info = object(node, "info");
        return new LoggedModel(
                text(info, "model_id"),
                text(info, "experiment_id"),
                textOr(info, "name", ""),
                text(info, "artifact_uri"),
                textOr(info, "status", "").equals("LOGGED_MODEL_READY"),
                present(textOr(info, "source_run_id", "")),
                pairs(node.path("data").path("params")),
                pairs(info.path("tags")));
    }

    static RegisteredModel registeredModel(JsonNode node) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (JsonNode alias : node.path("aliases")) {
            aliases.put(text(alias, "alias"), text(alias, "version"));
        }
        return new RegisteredModel(
                text(node, "name"), textOr(node, "description", ""), pairs(node.path("tags")), aliases);
    }

    static ModelVersion modelVersion(JsonNode node) {
        return new ModelVersion(
                text(node, "name"),
                text(node, "version"),
                Stage.of(textOr(node, "current_stage", Stage.NONE.word())),
                textOr(node, "source", ""),
                present(textOr(node, "run_id", "")),
                loggedModelId(textOr(node, "source", "")),
                textOr(node, "description", ""),
                Instant.ofEpochMilli(node.path("creation_timestamp").asLong()),
                pairs(node.path("tags")),
                list(node.path("aliases"), JsonNode::asText));
    }

    static MetricPoint metric(JsonNode node) {
        return new MetricPoint(
                text(node, "key"),
                number(node.path("value")),
                Instant.ofEpochMilli(node.path("timestamp").asLong()),
                node.path("step").asLong());
    }

    static Map<String, Object> json(DatasetInput input) {
        Map<String, Object> dataset = Call.fields(
                "name", input.name(),
                "digest", input.digest(),
                "source_type", input.sourceType(),
                "source", input.source());
        List<Map<String, String>> tags =
                input.context() == null ? List.of() : List.of(Map.of("key", CONTEXT, "value", input.context()));
        return Map.of("dataset", dataset, "tags", tags);
    }

    static Map<String, Object> json(MetricPoint point) {
        return Call.fields(
                "key", point.key(),
                "value", Double.isFinite(point.value()) ? (Object) point.value() : Double.toString(point.value()),
                "timestamp", point.at().toEpochMilli(),
                "step", point.step());
    }

    /** MLflow's form of a map. */
    static List<Map<String, String>> json(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> Map.of("key", pair.getKey(), "value", pair.getValue()))
                .toList();
    }

    static JsonNode object(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isObject()) {
            throw new IllegalArgumentException("it has no ‘" + field + "’");
        }
        return value;
    }

    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw new IllegalArgumentException("it has no ‘" + field + "’");
        }
        return value.asText();
    }

    static String textOr(JsonNode node, String field, String otherwise) {
        JsonNode value = node.path(field);
        return value.isTextual() || value.isNumber() ? value.asText() : otherwise;
    }

    static <T> List<T> list(JsonNode node, Function<JsonNode, T> reader) {
        List<T> list = new ArrayList<>();
        node.forEach(element -> list.add(reader.apply(element)));
        return list;
    }

    @CheckForNull
    static String present(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Map<String, String> pairs(JsonNode node) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (JsonNode pair : node) {
            pairs.put(text(pair, "key"), textOr(pair, "value", ""));
        }
        return pairs;
    }

    private static Map<String, MetricPoint> metrics(JsonNode node) {
        Map<String, MetricPoint> metrics = new LinkedHashMap<>();
        for (JsonNode metric : node) {
            MetricPoint point = metric(metric);
            metrics.put(point.key(), point);
        }
        return metrics;
    }

    /** MLflow writes what is not finite as text. */
    private static double number(JsonNode value) {
        return value.isTextual() ? Double.parseDouble(value.textValue()) : value.asDouble();
    }

    private static DatasetInput dataset(JsonNode node) {
        JsonNode dataset = object(node, "dataset");
        return new DatasetInput(
                text(dataset, "name"),
                text(dataset, "digest"),
                textOr(dataset, "source_type", ""),
                textOr(dataset, "source", ""),
                pairs(node.path("tags")).get(CONTEXT));
    }

    /** MLflow takes it when a version is created, but gives it back in the source only. */
    @CheckForNull
    private static String loggedModelId(String source) {
        return source.matches("models:/+m-[^/]+") ? source.substring(source.lastIndexOf('/') + 1) : null;
    }

    private static boolean deleted(JsonNode node) {
        return textOr(node, "lifecycle_stage", "active").equals("deleted");
    }

    /** MLflow writes a time that nobody gave as 0, or leaves it out. */
    @CheckForNull
    private static Instant instant(JsonNode node, String field) {
        long millis = node.path(field).asLong();
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
