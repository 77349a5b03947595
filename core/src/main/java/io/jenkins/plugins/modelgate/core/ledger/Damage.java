package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import org.eclipse.jgit.lib.ObjectId;

/** Something in the ledger's repository is not what it must be. */
final class Damage extends LedgerException {
    @Serial
    private static final long serialVersionUID = 1L;

    @CheckForNull
    private final String commit;

    @CheckForNull
    private final String path;

    private final String what;
    private final String remedy;

    Damage(String what, String remedy) {
        this(what, remedy, null);
    }

    Damage(String what, String remedy, @CheckForNull Throwable cause) {
        this(null, null, what, remedy, cause);
    }

    private Damage(
            @CheckForNull String commit,
            @CheckForNull String path,
            String what,
            String remedy,
            @CheckForNull Throwable cause) {
        super((path == null ? "" : "‘" + path + "’: ") + what + " " + remedy, cause);
        this.commit = commit;
        this.path = path;
        this.what = what;
        this.remedy = remedy;
    }

    /** The same, said of a commit. */
    Damage in(ObjectId id) {
        return new Damage(id.name(), path, what, remedy, this);
    }

    /** The same, said of a file or folder unless it names one already. */
    Damage at(String where) {
        return path != null || where.isEmpty() ? this : new Damage(commit, where, what, remedy, this);
    }

    /** @param step the commit that was looked at */
    AuditReport.Problem problem(String step) {
        return new AuditReport.Problem(commit == null ? step : commit, path, what, remedy);
    }
}
