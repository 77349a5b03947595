package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import java.util.List;
import java.util.Objects;

/** Changes what holds a target. The ledger decides; MLflow follows. */
public final class Targets {
    private final Gatekeeper gatekeeper;

    public Targets(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What has changed.
     *
     * @param transition what the ledger says now; with {@code dryRun} what it would say
     * @param digest the transition's digest
     * @param commit the ledger's commit; null with {@code dryRun}
     * @param already whether it was so before, and nothing was decided
     * @param projection what was done to MLflow; with an error in it the decision stands, and {@code reconcile} completes it
     * @param remarks what a person should know, each a sentence: versions that were passed over, and why
     */
    public record Moved(
            Transition transition,
            Sha256 digest,
            @CheckForNull String commit,
            boolean already,
            Reconciler.Reconciled projection,
            List<String> remarks) {}

    /**
     * A candidate whose gates pass takes the target; its verdicts are those that {@link Gates#judge} recorded.
     *
     * @param model the model's policy
     * @param policy where the policy was read
     * @param reason in words; may be empty
     * @param dryRun whether all is checked and nothing is changed
     */
    public record Promotion(
            ModelPolicy model, PolicyRef policy, String target, String version, String reason, boolean dryRun) {}

    /**
     * The target goes back.
     *
     * @param to the version to go back to; null: the last holder that is neither quarantined nor gone
     * @param reason in words; never blank
     * @param presence looks for the version's data
     * @param withoutData go back even if its data is gone
     * @param dryRun whether all is checked and nothing is changed
     */
    public record RollBack(
            String model,
            String target,
            @CheckForNull String to,
            String reason,
            DataPresence presence,
            boolean withoutData,
            boolean dryRun) {}

    public Moved promote(Promotion promotion) {
        return gatekeeper.unfinished();
    }

    /** Needs no gates; quarantines what it leaves. */
    public Moved rollBack(RollBack rollBack) {
        return gatekeeper.unfinished();
    }

    /**
     * The version's candidate may hold no target of its model any more; a target that it holds stays until it is rolled back
     * or retired.
     *
     * @param target under which target the quarantine is written
     */
    public Moved quarantine(String model, String target, String version, String reason, boolean dryRun) {
        return gatekeeper.unfinished();
    }

    /** Ends a quarantine. */
    public Moved lift(String model, String target, String version, String reason, boolean dryRun) {
        return gatekeeper.unfinished();
    }

    /** Nobody holds the target any more. */
    public Moved retire(String model, String target, String reason, boolean dryRun) {
        return gatekeeper.unfinished();
    }

    /**
     * Takes over what the registry's alias or stage shows, as it is.
     *
     * @param model the model's policy, which names alias and stage
     */
    public Moved adopt(ModelPolicy model, String target, String reason, boolean dryRun) {
        return gatekeeper.unfinished();
    }
}
