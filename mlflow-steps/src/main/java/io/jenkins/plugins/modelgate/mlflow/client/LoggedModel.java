package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Map;

/**
 * A model that a run logged (MLflow 3).
 *
 * @param id {@code m-…}
 * @param artifactUri where its files are
 * @param ready whether it was finished successfully
 * @param sourceRunId the run that made it; null if none did
 */
public record LoggedModel(
        String id,
        String experimentId,
        String name,
        String artifactUri,
        boolean ready,
        @CheckForNull String sourceRunId,
        Map<String, String> params,
        Map<String, String> tags) {
    public LoggedModel {
        params = Map.copyOf(params);
        tags = Map.copyOf(tags);
    }
}
