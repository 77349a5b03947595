package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;

/** The connection broke during the push, and the ledger could not be asked afterwards whether the push arrived. */
public final class OutcomeUnknownException extends LedgerException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String commit;

    OutcomeUnknownException(String message, String commit, @CheckForNull Throwable cause) {
        super(message, cause);
        this.commit = commit;
    }

    /** The commit that is in the ledger or not; doing the same again is safe, and answers ‘already so’ if it is. */
    public String commit() {
        return commit;
    }
}
