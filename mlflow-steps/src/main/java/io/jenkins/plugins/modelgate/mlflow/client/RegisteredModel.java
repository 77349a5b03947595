package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.Map;

/**
 * A registered model.
 *
 * @param aliases version by alias; MLflow 2 keeps the alias of a version that was deleted
 */
public record RegisteredModel(String name, String description, Map<String, String> tags, Map<String, String> aliases) {
    public RegisteredModel {
        tags = Map.copyOf(tags);
        aliases = Map.copyOf(aliases);
    }
}
