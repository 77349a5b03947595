package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Transition;
import java.util.Objects;

/**
 * One transition of a verified ledger.
 *
 * @param commit the commit that holds it, 40 hex digits
 * @param digest the transition's digest
 * @param transition the transition itself
 * @param seal who signed it, as far as the trust root knows
 */
public record HistoryEntry(String commit, Sha256 digest, Transition transition, Envelope.Seal seal) {
    public HistoryEntry {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(transition, "transition");
        Objects.requireNonNull(seal, "seal");
    }
}
