package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the ledger says of one target: the desired state that a registry is brought to. In the ledger it is one JSON file.
 *
 * @param target whose
 * @param holder who holds it; null if nobody does
 * @param alias the MLflow alias that shows it; null if none does
 * @param stage the legacy MLflow stage that shows it; null if none does
 * @param data the snapshot digest of the holder's data; null if nobody holds it or its data is not known
 * @param installed the digest of the transition that made {@code holder} hold the target, or emptied it; null if there
 *     was none yet (the target has quarantines only)
 * @param since when that was
 * @param by who did it
 * @param transition the digest of the target's newest transition of any type: what {@code previous} of the next one names
 * @param quarantined in the order in which they were quarantined
 */
public record TargetState(
        TargetId target,
        @CheckForNull Holder holder,
        @CheckForNull String alias,
        @CheckForNull String stage,
        @CheckForNull Sha256 data,
        @CheckForNull Sha256 installed,
        @CheckForNull Instant since,
        @CheckForNull Actor by,
        Sha256 transition,
        List<Quarantined> quarantined) {
    public TargetState {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(transition, "transition");
        quarantined = List.copyOf(quarantined);
    }

    /** The quarantine of this target that keeps {@code candidate} out; see {@link LedgerHead#quarantine} for the model's. */
    public Optional<Quarantined> quarantine(Holder candidate) {
        return quarantined.stream().filter(entry -> entry.covers(candidate)).findFirst();
    }
}
