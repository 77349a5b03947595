package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Where a ledger lives: in a folder of this machine, or at a remote of which this machine has a copy. */
sealed interface Origin extends AutoCloseable permits FolderOrigin, RemoteOrigin {
    /** The objects, to read from; empty if nothing was ever written. */
    Optional<GitStore> store() throws LedgerException;

    /** The objects, to write to. */
    GitStore storeForWriting() throws LedgerException;

    /** What a branch names now; null if it does not exist. All that it names is in the {@link #store} afterwards. */
    @CheckForNull
    ObjectId tip(Branch branch, Deadline deadline) throws LedgerException;

    /**
     * Moves a branch from {@code old} to {@code next}: the decision.
     *
     * @param old null: the branch must not exist
     * @return whether it moved; if not, somebody else may have been first, and may be about to be seen
     * @throws PushRefusedException if it did not move, and nobody else was first
     * @throws OutcomeUnknownException if nobody can say
     */
    boolean publish(Branch branch, @CheckForNull ObjectId old, ObjectId next, Deadline deadline) throws LedgerException;

    /** Tidies up if it is time; to be called when nobody waits for this thread. */
    void tidyIfDue();

    @Override
    void close();
}
