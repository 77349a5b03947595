package io.jenkins.plugins.modelgate.core.ledger;

import java.io.Serial;

/** A rule says no; nothing was written. The message says which one, and what to do. */
public class RefusedException extends LedgerException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
