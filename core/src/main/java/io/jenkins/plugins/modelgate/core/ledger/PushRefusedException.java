package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;

/**
 * The remote does not take the push although nobody was first: credentials, a protected branch, a hook. Nothing was
 * written.
 */
public final class PushRefusedException extends LedgerException {
    @Serial
    private static final long serialVersionUID = 1L;

    PushRefusedException(String message, @CheckForNull Throwable cause) {
        super(message, cause);
    }
}
