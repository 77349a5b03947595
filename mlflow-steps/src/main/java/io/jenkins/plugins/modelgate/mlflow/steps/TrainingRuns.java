package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The MLflow run around a build's training. */
public final class TrainingRuns {
    private final Gatekeeper gatekeeper;

    public TrainingRuns(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What run to open.
     *
     * @param experiment the experiment's name; it is made if it is not there
     * @param resume the id of a run to go on with; null: the one that this {@code build} opened before, or a new one
     * @param name the name of a new run; null: MLflow makes one up
     * @param build the build; null outside a CI, where each call opens a new run
     */
    public record Opening(
            String experiment,
            @CheckForNull String resume,
            @CheckForNull String name,
            @CheckForNull Evidence.Build build) {}

    /**
     * An open run.
     *
     * @param id MLflow's run id
     * @param experimentId MLflow's experiment id
     * @param experiment the experiment's name
     * @param resumed whether it was there before
     * @param mark what marks the runs that the child opens beside this one
     */
    public record OpenRun(String id, String experimentId, String experiment, boolean resumed, String mark) {}

    /** How the training ended. */
    public enum Ending {
        FINISHED,
        FAILED,
        /** Somebody stopped it. */
        KILLED
    }

    /**
     * A closed run.
     *
     * @param id MLflow's run id; null if nothing was logged and the run was removed
     * @param ending how it ended
     * @param others ids of runs that the child opened beside it, oldest first
     * @param remarks what a person should know, each a sentence; often empty
     */
    public record ClosedRun(@CheckForNull String id, Ending ending, List<String> others, List<String> remarks) {}

    /** Opens a run, or goes on with the one that this build opened already. */
    public OpenRun open(Opening opening) {
        return gatekeeper.unfinished();
    }

    /**
     * What the training's process needs in its environment to log to this run. It holds the secrets of the tracking
     * server, and nothing of the registry's.
     */
    public Map<String, String> environment(OpenRun run) {
        return gatekeeper.unfinished();
    }

    /** Variables that must not reach the training's process. */
    public Set<String> withheld() {
        return gatekeeper.unfinished();
    }

    /** Closes a run; one to which nothing was logged is removed. Again is as good as once. */
    public ClosedRun close(OpenRun run, Ending ending) {
        return gatekeeper.unfinished();
    }
}
