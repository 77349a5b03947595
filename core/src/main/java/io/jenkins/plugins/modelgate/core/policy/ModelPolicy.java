package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One model of a policy.
 *
 * @param name the registered model's name in MLflow
 * @param paths files and folders of the repository that the model is made from, with {@code /} separators; empty: all
 * @param artifact the DVC output that is the model, relative to the repository's root; null for a model that training
 *     code logs to MLflow itself
 * @param data the tracked paths that are its data; empty: all that {@code .dvc} files track within {@code paths}
 * @param rescore the shell command that scores a model on this workspace's holdout; null if there is none. It finds the
 *     model's folder in {@code MODEL_GATE_MODEL} and writes a JSON object of metrics to the file named by
 *     {@code MODEL_GATE_METRICS}; it may write what the model scored on each example, as CSV, to that named by
 *     {@code MODEL_GATE_SCORES}
 * @param holdout the examples that candidates are judged by; null if nobody named them
 * @param targets by name, in the file's order
 */
public record ModelPolicy(
        String name,
        List<String> paths,
        @CheckForNull String artifact,
        List<String> data,
        @CheckForNull String rescore,
        @CheckForNull Holdout holdout,
        Map<String, TargetPolicy> targets) {
    public ModelPolicy {
        paths = List.copyOf(paths);
        data = List.copyOf(data);
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    }
}
