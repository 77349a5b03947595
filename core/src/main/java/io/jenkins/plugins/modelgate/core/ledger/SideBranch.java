package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Author;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import java.time.Instant;
import java.util.SortedMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A branch beside the transitions: it decides nothing, so its history is not replayed.
 *
 * @param what what it keeps, in the plural, for messages
 */
record SideBranch(LedgerConfig config, Origin origin, Branch branch, String what) {
    /** What to write on top of what is there. */
    interface Change {
        /** @return by path; empty if it is there already */
        SortedMap<String, byte[]> on(GitStore store, @CheckForNull ObjectId tree) throws LedgerException;
    }

    /** The newest tree; null if nothing was written yet. */
    @CheckForNull
    Commit newest(Deadline deadline) throws LedgerException {
        ObjectId tip = origin.tip(branch, deadline);
        return tip == null ? null : origin.storeForWriting().commit(tip);
    }

    /** Writes, again and again until nobody else was first. */
    void write(Change change, String message, Instant at, Deadline deadline) throws LedgerException {
        GitStore store = origin.storeForWriting();
        for (int attempt = 0; ; attempt++) {
            ObjectId tip = origin.tip(branch, deadline);
            Commit parent = tip == null ? null : store.commit(tip);
            SortedMap<String, byte[]> files = change.on(store, parent == null ? null : parent.tree());
            if (files.isEmpty()) {
                return;
            }
            Author author = new Author(config.committer(), config.email(), at);
            Commit commit = store.write(parent, files, message, author);
            if (origin.publish(branch, tip, commit.id(), deadline)) {
                return;
            }
            if (!deadline.pause(attempt)) {
                throw new LedgerException("The " + what + " could not be recorded in the ledger ‘" + config.location()
                        + "’ in time: others were always first, or the network failed. Try again");
            }
        }
    }
}
