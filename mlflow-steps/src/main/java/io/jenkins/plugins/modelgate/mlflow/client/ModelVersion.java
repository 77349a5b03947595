package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A version of a registered model.
 *
 * @param model the registered model
 * @param version its number; never used again, even when the version is deleted
 * @param stage the legacy stage
 * @param source where MLflow was told that its files are
 * @param runId the run that made it; null if nobody said. MLflow does not check it
 * @param loggedModelId the logged model that it was made from; null if none, always on MLflow 2
 * @param aliases always empty in the answer of a search: MLflow leaves them out there
 */
public record ModelVersion(
        String model,
        String version,
        Stage stage,
        String source,
        @CheckForNull String runId,
        @CheckForNull String loggedModelId,
        String description,
        Instant created,
        Map<String, String> tags,
        List<String> aliases) {
    public ModelVersion {
        tags = Map.copyOf(tags);
        aliases = List.copyOf(aliases);
    }
}
