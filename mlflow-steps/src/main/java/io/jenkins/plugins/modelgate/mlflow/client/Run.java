package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run.
 *
 * @param start null if nobody said
 * @param end null while it runs
 * @param artifactUri where it keeps its files
 * @param user who MLflow says ran it: a claim; may be empty
 * @param deleted whether it was deleted and can be restored
 * @param metrics the latest point of each metric
 * @param inputs the data sets that it used
 * @param outputs ids of the logged models that it made; empty on MLflow 2
 */
public record Run(
        String id,
        String experimentId,
        String name,
        RunStatus status,
        @CheckForNull Instant start,
        @CheckForNull Instant end,
        String artifactUri,
        String user,
        boolean deleted,
        Map<String, MetricPoint> metrics,
        Map<String, String> params,
        Map<String, String> tags,
        List<DatasetInput> inputs,
        List<String> outputs) {
    public Run {
        metrics = Map.copyOf(metrics);
        params = Map.copyOf(params);
        tags = Map.copyOf(tags);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
