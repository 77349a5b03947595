package io.jenkins.plugins.modelgate.dvc.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What DVC answers as JSON. */
final class DvcJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private DvcJson() {}

    /** Of {@code dvc data status --not-in-remote --json}: paths from DVC's root, directories without their slash. */
    static List<String> notInRemote(String json) {
        List<String> paths = new ArrayList<>();
        parse(json).path("not_in_remote").forEach(path -> paths.add(withoutSlash(path.asText())));
        return paths;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Of {@code dvc status --json}. */
    static List<StaleStage> staleStages(String json) {
        List<StaleStage> stages = new ArrayList<>();
        parse(json)
                .properties()
                .forEach(stage -> stages.add(
                        new StaleStage(stage.getKey(), reasons(stage.getValue()).toList())));
        return stages;
    }

    private static Stream<String> reasons(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().flatMap(DvcJson::reasons);
        }
        if (node.isObject()) {
            return node.propertyStream().flatMap(DvcJson::named);
        }
        return Stream.of(node.asText());
    }

    private static Stream<String> named(Map.Entry<String, JsonNode> field) {
        return reasons(field.getValue()).map(reason -> field.getKey() + ": " + reason);
    }

    private static JsonNode parse(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw unreadable(json, e);
        }
        throw unreadable(json, null);
    }

    private static DvcProgramException unreadable(String json, @CheckForNull Exception e) {
        return new DvcProgramException(
                DvcFailure.OTHER, "DVC answered ‘" + Said.brief(json) + "’ where a JSON object was expected", e);
    }
}
