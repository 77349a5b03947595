package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Holder;
import java.time.Instant;
import java.util.Objects;

/**
 * A candidate that may hold no target of its model.
 *
 * @param candidate which
 * @param reason why, in the words of who quarantined it
 * @param by who quarantined it
 * @param since when
 * @param transition the digest of the transition that did it
 */
public record Quarantined(Holder candidate, String reason, Actor by, Instant since, Sha256 transition) {
    public Quarantined {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(transition, "transition");
    }

    /** Whether this keeps {@code other} out too: the same candidate, or other ingredients that made the same model. */
    public boolean covers(Holder other) {
        return candidate.sameCandidate(other) || candidate.model().equals(other.model());
    }
}
