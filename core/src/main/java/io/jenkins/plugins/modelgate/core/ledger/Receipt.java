package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.Objects;

/**
 * The answer to an append.
 *
 * @param transition the digest of the transition that was appended; if {@code alreadySo}, of the target's newest one
 * @param commit the commit that holds it; if {@code alreadySo}, the head that was read
 * @param state the target's state after it
 * @param alreadySo whether the ledger said so before, so that nothing was written
 */
public record Receipt(Sha256 transition, String commit, TargetState state, boolean alreadySo) {
    public Receipt {
        Objects.requireNonNull(transition, "transition");
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(state, "state");
    }
}
