package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Map;
import java.util.Objects;

/**
 * A version to create.
 *
 * @param model the registered model, which must exist
 * @param source where its files are, such as {@code runs:/<id>/model} or {@code models:/m-<id>}
 * @param runId the run that made it; null if none did
 * @param loggedModelId the logged model, which a source {@code models:/m-<id>} must name; else null
 * @param tags set in the same transaction
 */
public record NewVersion(
        String model,
        String source,
        @CheckForNull String runId,
        @CheckForNull String loggedModelId,
        Map<String, String> tags) {
    public NewVersion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(source, "source");
        tags = Map.copyOf(tags);
    }
}
