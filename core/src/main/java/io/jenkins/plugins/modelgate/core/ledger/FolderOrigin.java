package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;

/** An embedded ledger: a bare repository, made by the first write. */
final class FolderOrigin implements Origin {
    private final Path folder;

    @CheckForNull
    private final Path incoming;

    @CheckForNull
    private GitStore store;

    FolderOrigin(Path folder, @CheckForNull Path incoming) {
        this.folder = folder;
        this.incoming = incoming;
    }

    @Override
    public Optional<GitStore> store() throws LedgerException {
        if (store == null) {
            store = GitStore.open(folder, incoming, true).orElse(null);
        }
        return Optional.ofNullable(store);
    }

    @Override
    public GitStore storeForWriting() throws LedgerException {
        if (store == null) {
            store = GitStore.openOrCreate(folder, true);
        }
        return store;
    }

    @Override
    @CheckForNull
    public ObjectId tip(Branch branch, Deadline deadline) throws LedgerException {
        Optional<GitStore> there = store();
        return there.isPresent() ? there.get().ref(branch.ref()) : null;
    }

    @Override
    public boolean publish(Branch branch, @CheckForNull ObjectId old, ObjectId next, Deadline deadline)
            throws LedgerException {
        GitStore git = storeForWriting();
        try (Exclusive lock = Exclusive.of(git, deadline)) {
            boolean moved = update(git, branch, old, next);
            lock.countWrite();
            return moved;
        } catch (IOException e) {
            throw new LedgerException(
                    "Cannot write to the ledger ‘" + folder + "’: " + e.getMessage()
                            + ". Check the free space and that this user may write there",
                    e);
        }
    }

    private static boolean update(GitStore git, Branch branch, @CheckForNull ObjectId old, ObjectId next)
            throws IOException {
        RefUpdate update = git.repository().updateRef(branch.ref());
        update.disableRefLog();
        update.setExpectedOldObjectId(old == null ? ObjectId.zeroId() : old);
        update.setNewObjectId(next);
        return switch (update.update()) {
            case NEW, FAST_FORWARD -> true;
            case LOCK_FAILURE, REJECTED, NO_CHANGE -> false;
            default -> throw new IOException("the branch ‘" + branch.branch() + "’ answers " + update.getResult());
        };
    }

    @Override
    public void tidyIfDue() {
        if (store != null) {
            store.tidyIfDue();
        }
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
