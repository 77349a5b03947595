package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Goes back from a verified head, and no further than it must. Of the commits of other targets only the message is read,
 * which was verified to say whose they are.
 */
final class History {
    private final GitStore store;
    private final TrustRoot trust;
    private final VerifiedHead head;
    private final Shelf shelf;

    History(GitStore store, TrustRoot trust, VerifiedHead head) {
        this.store = store;
        this.trust = trust;
        this.head = head;
        shelf = new Shelf(store);
    }

    /**
     * Transitions, newest first.
     *
     * @param before where the page begins, itself left out; null: with the newest
     * @throws LedgerException if {@code before} is no ancestor of the head
     */
    List<HistoryEntry> page(Predicate<TargetId> targets, @CheckForNull ObjectId before, int limit)
            throws LedgerException {
        // Whose first transition was not met yet.
        Set<TargetId> open =
                head.targets().keySet().stream().filter(targets).collect(Collectors.toCollection(HashSet::new));
        Set<String> names = open.stream().map(LedgerState::text).collect(Collectors.toSet());
        List<HistoryEntry> page = new ArrayList<>();
        ObjectId next = before == null ? head.id() : after(before);
        while (next != null && page.size() < limit && !open.isEmpty()) {
            Commit commit = store.commit(next);
            if (names.contains(LedgerState.target(commit.message()))) {
                HistoryEntry entry = entry(commit);
                Transition transition = entry.transition();
                if (targets.test(transition.target())) {
                    page.add(entry);
                    if (transition.previous() == null) {
                        open.remove(transition.target());
                    }
                }
            }
            next = commit.parent();
        }
        return page;
    }

    /** The parent of a commit that has to be in the history of the head. */
    @CheckForNull
    private ObjectId after(ObjectId commit) throws LedgerException {
        for (ObjectId id = head.id(); id != null; id = store.commit(id).parent()) {
            if (id.equals(commit)) {
                return store.commit(id).parent();
            }
        }
        throw outside(commit);
    }

    /** Said of a commit where a page should begin. */
    static LedgerException outside(ObjectId commit) {
        return new LedgerException(
                "The commit " + commit.name() + " is not in the ledger’s history. Begin with the newest page");
    }

    private HistoryEntry entry(Commit commit) throws LedgerException {
        Sha256 digest = LedgerState.digest(commit.message()).orElseThrow();
        Envelope envelope = shelf.envelope(head.tree(), digest).orElseThrow();
        return new HistoryEntry(commit.id().name(), digest, (Transition) envelope.document(), envelope.check(trust));
    }
}
