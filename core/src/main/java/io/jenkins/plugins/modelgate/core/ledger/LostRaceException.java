package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.Serial;

/** Somebody else changed the target first, and on the new head the proposal is refused; nothing was written. */
public final class LostRaceException extends RefusedException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Sha256 winner;

    LostRaceException(String message, Sha256 winner) {
        super(message);
        this.winner = winner;
    }

    /** The digest of the transition that came first. */
    public Sha256 winner() {
        return winner;
    }
}
