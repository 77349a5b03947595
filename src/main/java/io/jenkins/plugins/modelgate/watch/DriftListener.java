package io.jenkins.plugins.modelgate.watch;

import hudson.ExtensionPoint;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch;
import jenkins.util.Listeners;

/** Is told what each round of {@link DriftWatch} found, such as to mail it to somebody. */
public interface DriftListener extends ExtensionPoint {
    /**
     * A round has ended.
     *
     * @param server the configured name of the MLflow server
     * @param round all that differs, not only what is new: that is what was first seen in this round
     */
    void watched(String server, Watch.Round round);

    /** Tells everybody. */
    static void fire(String server, Watch.Round round) {
        Listeners.notify(DriftListener.class, true, listener -> listener.watched(server, round));
    }
}
