package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import java.util.Objects;

/** Records evidence: what is known of a candidate, in MLflow where people look for it. */
public final class Recorder {
    private final Gatekeeper gatekeeper;

    public Recorder(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What to record.
     *
     * @param model the model's policy
     * @param snapshot the workspace within the model's paths
     * @param files the model in the workspace; null if training code logged it to MLflow itself
     * @param experiment where a run is made if there is none
     * @param run the id of the run that trained it; null if nothing was trained, or no run was kept
     * @param build what made it; null outside a CI
     * @param resultCommit way B: the commit that holds the lock as used; null until it is committed back
     * @param protectedRef the protected ref that contains the commit; null if none does
     */
    public record Recording(
            ModelPolicy model,
            Snapshot snapshot,
            @CheckForNull ModelSource files,
            String experiment,
            @CheckForNull String run,
            @CheckForNull Evidence.Build build,
            @CheckForNull String resultCommit,
            @CheckForNull String protectedRef) {
        public Recording {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(experiment, "experiment");
        }
    }

    /**
     * What is recorded.
     *
     * @param evidence the evidence
     * @param digest its digest
     * @param run the id of the run that carries it; null for a version without a run
     * @param version the version of this candidate; null if it is not registered yet
     * @param reused whether this candidate had evidence already
     */
    public record Recorded(
            Evidence evidence,
            Sha256 digest,
            @CheckForNull String run,
            @CheckForNull String version,
            boolean reused) {}

    /** Records the candidate of a workspace. A candidate that was recorded before keeps its evidence. */
    public Recorded record(Recording recording) {
        return gatekeeper.unfinished();
    }

    /**
     * Records a version that was made somewhere else (way C): its files are hashed as the registry serves them, all else is
     * the run's claim.
     */
    public Recorded recordVersion(ModelPolicy model, String version) {
        return gatekeeper.unfinished();
    }
}
