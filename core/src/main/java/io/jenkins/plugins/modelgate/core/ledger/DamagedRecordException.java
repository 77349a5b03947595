package io.jenkins.plugins.modelgate.core.ledger;

import java.io.Serial;

/** What was recorded of a candidate cannot be believed: it is damaged, or signed by nobody trusted. Recording replaces it. */
public class DamagedRecordException extends LedgerException {
    @Serial
    private static final long serialVersionUID = 1L;

    DamagedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
