package io.jenkins.plugins.modelgate.mlflow.client;

/** How a run is going, in MLflow's own words. */
public enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED
}
