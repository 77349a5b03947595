package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Makes MLflow show what the ledger says, and tells where it does not. */
public final class Reconciler {
    private final Gatekeeper gatekeeper;

    public Reconciler(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What was done.
     *
     * @param head the ledger's commit that MLflow shows now; null if the ledger is empty
     * @param repaired what differed and was written
     * @param left what differs still: what writing can't repair, and what the server refused
     */
    public record Reconciled(@CheckForNull String head, List<Drift> repaired, List<Drift> left) {
        public Reconciled {
            repaired = List.copyOf(repaired);
            left = List.copyOf(left);
        }
    }

    /**
     * One target.
     *
     * @param target whose
     * @param holder who holds it; null if nobody does
     * @param alias the alias that shows it; null if none does
     * @param stage the stage that shows it; null if none does
     * @param since when it changed last
     * @param drift what differs
     */
    public record TargetStatus(
            TargetId target,
            @CheckForNull Holder holder,
            @CheckForNull String alias,
            @CheckForNull String stage,
            Instant since,
            List<Drift> drift) {}

    /**
     * What holds what.
     *
     * @param head the ledger's commit; null if the ledger is empty
     * @param targets those of this server, sorted
     */
    public record Status(@CheckForNull String head, List<TargetStatus> targets) {
        public boolean drifted() {
            return targets.stream().anyMatch(target -> !target.drift().isEmpty());
        }
    }

    /**
     * Brings MLflow to the ledger's head. It writes only what differs, and goes on until the head that it wrote is still the
     * head, so that a late one cannot leave an old state behind.
     *
     * @param model only this registered model; null: all of this server
     * @param dryRun whether nothing is written; what would be is in {@code repaired}
     */
    public Reconciled reconcile(@CheckForNull String model, boolean dryRun) {
        return gatekeeper.unfinished();
    }

    /**
     * Reads both sides and changes nothing.
     *
     * @param model only this registered model; null: all of this server
     * @param bytes whether each holder's files are downloaded and hashed
     */
    public Status status(@CheckForNull String model, boolean bytes) {
        return gatekeeper.unfinished();
    }
}
