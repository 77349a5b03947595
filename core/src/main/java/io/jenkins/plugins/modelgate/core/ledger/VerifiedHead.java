package io.jenkins.plugins.modelgate.core.ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Commit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A head that a {@link Replay} arrived at.
 *
 * @param at null: nothing was written yet
 * @param shelf null if {@code at} is
 */
record VerifiedHead(
        @CheckForNull Commit at,
        LedgerState state,
        @CheckForNull Shelf shelf) implements LedgerHead {
    static final VerifiedHead EMPTY = new VerifiedHead(null, LedgerState.EMPTY, null);

    /** At a commit that was verified before. */
    static VerifiedHead at(GitStore store, ObjectId id) throws LedgerException {
        Commit commit = store.commit(id);
        return new VerifiedHead(commit, LedgerState.load(store, commit), new Shelf(store));
    }

    @Override
    public Optional<String> commit() {
        return Optional.ofNullable(at).map(commit -> commit.id().name());
    }

    @CheckForNull
    ObjectId id() {
        Commit commit = at;
        return commit == null ? null : commit.id();
    }

    @CheckForNull
    ObjectId tree() {
        Commit commit = at;
        return commit == null ? null : commit.tree();
    }

    @Override
    public SortedMap<TargetId, TargetState> targets() {
        return state.targets();
    }

    @Override
    public List<Holder> earlierHolders(TargetId target) throws LedgerException {
        Optional<TargetState> now = state(target);
        Set<Holder> earlier = new LinkedHashSet<>();
        Sha256 digest = now.map(TargetState::transition).orElse(null);
        while (digest != null) {
            Transition transition = transition(digest);
            if (transition.to() != null) {
                earlier.add(transition.to());
            }
            digest = transition.previous();
        }
        now.map(TargetState::holder).ifPresent(holder -> earlier.removeIf(holder::sameCandidate));
        earlier.removeIf(holder -> quarantine(target, holder).isPresent());
        return List.copyOf(earlier);
    }

    private Transition transition(Sha256 digest) throws LedgerException {
        return find(digest, Transition.class)
                .orElseThrow(
                        () -> new Damage("The transition " + digest + " is cited but not there.", Remedies.RESTORE));
    }

    @Override
    public <T extends Document> Optional<T> find(Sha256 digest, Class<T> type) throws LedgerException {
        Shelf documents = shelf;
        return documents == null ? Optional.empty() : documents.find(tree(), digest, type);
    }

    @Override
    public Optional<Envelope> envelope(Sha256 digest) throws LedgerException {
        Shelf documents = shelf;
        return documents == null ? Optional.empty() : documents.envelope(tree(), digest);
    }
}
