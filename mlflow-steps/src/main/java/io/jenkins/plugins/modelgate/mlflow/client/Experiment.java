package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.Map;

/**
 * An experiment.
 *
 * @param artifactLocation where its runs keep their files
 * @param deleted whether it was deleted and can be restored; its name stays taken
 */
public record Experiment(String id, String name, String artifactLocation, boolean deleted, Map<String, String> tags) {
    public Experiment {
        tags = Map.copyOf(tags);
    }
}
