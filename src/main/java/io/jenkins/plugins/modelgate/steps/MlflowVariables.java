package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.util.Secret;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/** What a training finds in its environment: {@code MLFLOW_*}. Kept in the build's program, the secrets encrypted. */
final class MlflowVariables extends EnvironmentExpander {
    private static final long serialVersionUID = 1;

    private final TreeMap<String, String> values = new TreeMap<>();
    private final TreeMap<String, Secret> secrets = new TreeMap<>();

    MlflowVariables(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (TrainingRuns.SECRETS.contains(name)) {
                secrets.put(name, Secret.fromString(value));
            } else {
                values.put(name, value);
            }
        });
    }

    @Override
    public void expand(@NonNull EnvVars environment) {
        // What is left of another server's credentials would be sent to this one.
        TrainingRuns.SECRETS.forEach(environment::remove);
        environment.putAll(values);
        secrets.forEach((name, secret) -> environment.put(name, secret.getPlainText()));
    }

    @NonNull
    @Override
    public Set<String> getSensitiveVariables() {
        return Collections.unmodifiableSet(secrets.keySet());
    }
}
