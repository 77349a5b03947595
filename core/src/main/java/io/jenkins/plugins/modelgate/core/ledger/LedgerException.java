package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;

/** The ledger cannot be read or written: I/O, damage, or history that was rewritten. The message names the remedy. */
public class LedgerException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public LedgerException(String message) {
        super(message);
    }

    public LedgerException(String message, @CheckForNull Throwable cause) {
        super(message, cause);
    }
}
